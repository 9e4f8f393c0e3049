import { broadcastSettings } from "../broadcast/settings";
import { logSummary } from "../broadcast/summary";
import type { KnownConnections, Recipient } from "../broadcast/recipient";
import type { ChunkProgress, ChunkStore } from "../stores/chunk-store";
import { connectionsOf, type Chunk } from "./chunk";
import type { InvocationContext } from "../events";
import type { SendChunk } from "./invoke-fan-out";
import type { PostToConnections } from "../management/post";
import { progressOf } from "./progress";
import { failureOf } from "../broadcast/message-sender";
import { sendToAll } from "../broadcast/send-to-all";

/**
 * Serves the connections of one chunk of a broadcast. Lambda delivers a chunk at least once: a finished one is
 * not sent again; one whose execution environment died is taken up where its record ends.
 * @param known tells which connections are gone, and removes them.
 * @param sendChunk passes on the connections that there is no time for.
 */
export function fanOut(
  known: KnownConnections,
  chunks: ChunkStore,
  gateway: PostToConnections,
  sendChunk: SendChunk,
  settings = broadcastSettings(),
) {
  return async (chunk: Chunk, context: InvocationContext): Promise<void> => {
    const { chunkId, message, hops } = chunk;
    const untilMs = Date.now() + context.getRemainingTimeInMillis();
    const earlier = await chunks.take(chunkId, untilMs);
    if (earlier === "finished") {
      console.log(`Chunk "${chunkId}" was sent before.`);
      return;
    }
    if (earlier === "busy") {
      throw new Error(
        `Chunk "${chunkId}" is being sent by another invocation. Lambda tries it again later.`,
      );
    }
    const connections = connectionsOf(chunk);
    const save = (progress: ChunkProgress) => chunks.record(chunkId, untilMs, progress);
    const progress = progressOf(connections, earlier, save);
    const result = await sendToAll({
      message,
      audience: { pages: onePage(connections), has: known.has, remove: known.remove },
      post: gateway.prepare(message),
      ...{ sendChunk, settings, context, chunkId, hops, progress },
    });
    logSummary({ what: `Chunk "${chunkId}"`, requestId: context.awsRequestId }, result);
    const failure = failureOf(result);
    if (!failure) return chunks.finish(chunkId);
    await progress.record();
    throw failure;
  };
}

async function* onePage(connections: Recipient[]): AsyncGenerator<Recipient[], void> {
  yield connections;
}
