import { Binary, type MongoClient } from "mongodb";
import {
  CHUNK_LIFETIME_SECONDS,
  noProgress,
  type ChunkProgress,
  type ChunkStore,
} from "../chunk-store";
import { thawed } from "./mongo-client";
import { indexing } from "./mongo-indexes";

/** A chunk as MongoDB keeps it, until `expiresAt`; without `takenUntil` once it is finished. */
interface ChunkDocument {
  chunkId: string;
  takenUntil?: Date;
  started?: number;
  repeated?: Binary;
  settled?: Binary;
  expiresAt: Date;
}

/** MongoDB's error code for a document that violates a unique index. */
const DUPLICATE_KEY = 11000;

/**
 * The chunk store in MongoDB: a document `{ chunkId, takenUntil, started, repeated, settled, expiresAt }` for
 * each chunk, only `{ chunkId, expiresAt }` once it is finished, in the collection `chunks` of the database that
 * the environment variable MONGODB_DATABASE names.
 */
export function mongoChunkStore(client: MongoClient): ChunkStore {
  const chunks = client.db(process.env.MONGODB_DATABASE).collection<ChunkDocument>("chunks");
  const createIndexes = indexing(chunks, "chunkId");
  const expiry = () => new Date(Date.now() + CHUNK_LIFETIME_SECONDS * 1000);
  return {
    async take(chunkId, untilMs) {
      await thawed();
      await createIndexes();
      // A chunk that is not free is not matched, and the unique index refuses a second document.
      const free = { chunkId, takenUntil: { $lte: new Date() } };
      const reserved = { takenUntil: new Date(untilMs), expiresAt: expiry() };
      try {
        const before = await chunks.findOneAndUpdate(free, { $set: reserved }, { upsert: true });
        return before ? progressOf(before) : noProgress();
      } catch (error) {
        if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
      }
      const other = await chunks.findOne({ chunkId });
      return other && !other.takenUntil ? "finished" : "busy";
    },
    async record(chunkId, untilMs, { started, repeated, settled }) {
      await thawed();
      const recorded = {
        started,
        repeated: new Binary(repeated),
        settled: new Binary(settled),
      };
      const reserved = { takenUntil: new Date(untilMs), expiresAt: expiry() };
      await chunks.updateOne({ chunkId }, { $set: { ...recorded, ...reserved } });
    },
    async finish(chunkId) {
      await thawed();
      await createIndexes();
      const chunk = { chunkId, expiresAt: expiry() };
      await chunks.replaceOne({ chunkId }, chunk, { upsert: true });
    },
  };
}

function progressOf({ started = 0, repeated, settled }: ChunkDocument): ChunkProgress {
  const none = new Uint8Array();
  return { started, repeated: repeated?.buffer ?? none, settled: settled?.buffer ?? none };
}
