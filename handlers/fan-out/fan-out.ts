import { broadcastSettings } from "../broadcast/settings";
import { logSummary } from "../broadcast/summary";
import type { ChunkStore } from "../stores/chunk-store";
import { connectionsOf, type Chunk } from "./chunk";
import type { Connection, ConnectionStore } from "../stores/connection-store";
import type { InvocationContext } from "../events";
import type { SendChunk } from "./invoke-fan-out";
import type { PostToConnections } from "../management/post";
import { refusalError } from "../broadcast/refusal";
import { sendToAll } from "../broadcast/send-to-all";

/**
 * Serves the connections of one chunk of a broadcast. Lambda delivers a chunk at least once: a finished one is
 * not sent again; one whose execution environment died is sent again from its beginning.
 * @param store removes connections that are gone.
 * @param sendChunk passes on the connections that there is no time for.
 */
export function fanOut(
  store: Pick<ConnectionStore, "remove">,
  chunks: ChunkStore,
  gateway: PostToConnections,
  sendChunk: SendChunk,
  settings = broadcastSettings(),
) {
  return async (chunk: Chunk, context: InvocationContext): Promise<void> => {
    const { chunkId, message, hops } = chunk;
    const state = await chunks.take(chunkId, Date.now() + context.getRemainingTimeInMillis());
    if (state === "finished") {
      console.log(`Chunk "${chunkId}" was sent before.`);
      return;
    }
    if (state === "busy") {
      throw new Error(
        `Chunk "${chunkId}" is being sent by another invocation. Lambda tries it again later.`,
      );
    }
    const result = await sendToAll({
      message,
      pages: onePage(connectionsOf(chunk)),
      post: gateway.prepare(message),
      forget: (connection) => store.remove(connection),
      ...{ sendChunk, settings, context, chunkId, hops },
    });
    logSummary(`Chunk "${chunkId}"`, result);
    if (result.refusal) throw refusalError(result.refusal);
    if (result.shortfall) throw result.shortfall;
    await chunks.finish(chunkId);
  };
}

async function* onePage(connections: Connection[]): AsyncGenerator<Connection[], void> {
  yield connections;
}
