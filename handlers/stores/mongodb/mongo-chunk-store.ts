import type { MongoClient } from "mongodb";
import { CHUNK_LIFETIME_SECONDS, type ChunkStore } from "../chunk-store";
import { thawed } from "./mongo-client";
import { indexing } from "./mongo-indexes";

/** A chunk as MongoDB keeps it, until `expiresAt`; without `takenUntil` once it is finished. */
interface ChunkDocument {
  chunkId: string;
  takenUntil?: Date;
  expiresAt: Date;
}

/** MongoDB's error code for a document that violates a unique index. */
const DUPLICATE_KEY = 11000;

/**
 * The chunk store in MongoDB: a document `{ chunkId, takenUntil, expiresAt }` for each chunk, in the
 * collection `chunks` of the database that the environment variable MONGODB_DATABASE names.
 */
export function mongoChunkStore(client: MongoClient): ChunkStore {
  const chunks = client.db(process.env.MONGODB_DATABASE).collection<ChunkDocument>("chunks");
  const createIndexes = indexing(chunks, "chunkId");
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);
  return {
    async take(chunkId, untilMs) {
      await thawed();
      await createIndexes();
      const chunk = {
        chunkId,
        takenUntil: new Date(untilMs),
        expiresAt: inSeconds(CHUNK_LIFETIME_SECONDS),
      };
      try {
        // A chunk that is not free is not matched, and the unique index refuses a second document.
        const free = { chunkId, takenUntil: { $lte: new Date() } };
        await chunks.replaceOne(free, chunk, { upsert: true });
        return "taken";
      } catch (error) {
        if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
      }
      const other = await chunks.findOne({ chunkId });
      return other && !other.takenUntil ? "finished" : "busy";
    },
    async finish(chunkId) {
      await thawed();
      await createIndexes();
      const chunk = { chunkId, expiresAt: inSeconds(CHUNK_LIFETIME_SECONDS) };
      await chunks.replaceOne({ chunkId }, chunk, { upsert: true });
    },
  };
}
