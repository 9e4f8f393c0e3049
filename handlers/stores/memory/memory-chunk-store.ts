import type { ChunkStore } from "../chunk-store";

/** A chunk store for tests, in the memory of this process. */
export function memoryChunkStore(): ChunkStore {
  /** Until when each chunk is reserved; undefined once it is finished. */
  const chunks = new Map<string, number | undefined>();
  return {
    async take(chunkId, untilMs) {
      const takenUntil = chunks.get(chunkId);
      if (takenUntil === undefined && chunks.has(chunkId)) return "finished";
      if (takenUntil !== undefined && takenUntil > Date.now()) return "busy";
      chunks.set(chunkId, untilMs);
      return "taken";
    },
    async finish(chunkId) {
      chunks.set(chunkId, undefined);
    },
  };
}
