import { broadcastSettings } from "../broadcast/settings";
import { logSummary } from "../broadcast/summary";
import type { ChunkStore } from "../stores/chunk-store";
import { connectionsOf, type Chunk } from "./chunk";
import type { Connection, ConnectionStore } from "../stores/connection-store";
import type { InvocationContext } from "../events";
import type { HandOn } from "./invoke-fan-out";
import type { PostToConnections } from "../management/post";
import { refusalError } from "../broadcast/refusal";
import { sendToAll } from "../broadcast/send-to-all";

/**
 * Serves the connections of one chunk of a broadcast. Lambda delivers a chunk at least once: one that was
 * finished is not sent again, and one that an environment died over is sent again from its beginning.
 * @param handOn takes the connections that there is no time for.
 */
export function fanOut(
  store: ConnectionStore,
  chunks: ChunkStore,
  gateway: PostToConnections,
  handOn: HandOn,
  settings = broadcastSettings(),
) {
  return async (chunk: Chunk, context: InvocationContext): Promise<void> => {
    const { chunkId, message, handedOn } = chunk;
    const state = await chunks.take(chunkId, Date.now() + context.getRemainingTimeInMillis());
    if (state === "finished") {
      console.log(`Chunk "${chunkId}" was sent before.`);
      return;
    }
    if (state === "busy") {
      throw new Error(
        `Chunk "${chunkId}" is in another invocation's hands. Lambda tries it later.`,
      );
    }
    const result = await sendToAll({
      message,
      pages: onePage(connectionsOf(chunk)),
      ...{ store, gateway, handOn, settings, context, chunkId, handedOn },
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
