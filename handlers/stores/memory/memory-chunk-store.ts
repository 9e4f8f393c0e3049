import { noProgress, type ChunkProgress, type ChunkStore } from "../chunk-store";

/** A chunk store for tests, in the memory of this process. */
export function memoryChunkStore(): ChunkStore {
  const chunks = new Map<string, { takenUntil: number; progress: ChunkProgress } | "finished">();
  return {
    async take(chunkId, untilMs) {
      const chunk = chunks.get(chunkId) ?? { takenUntil: -Infinity, progress: noProgress() };
      if (chunk === "finished") return "finished";
      if (chunk.takenUntil > Date.now()) return "busy";
      chunks.set(chunkId, { ...chunk, takenUntil: untilMs });
      return chunk.progress;
    },
    async record(chunkId, takenUntil, progress) {
      chunks.set(chunkId, { takenUntil, progress: structuredClone(progress) });
    },
    async finish(chunkId) {
      chunks.set(chunkId, "finished");
    },
  };
}
