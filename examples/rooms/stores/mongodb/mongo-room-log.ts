import type { Collection, MongoClient } from "mongodb";
import { thawed } from "../../../../handlers/stores/mongodb/mongo-client";
import { deletedAt, DELETED_AFTER_MS, type Entry, type RoomLog, type Said } from "../room-log";
import { indexesOnce } from "./mongo-indexes";

/** The numbers of a room that were taken. */
interface CounterDocument {
  /** The place. */
  _id: string;
  latest: number;
  takenAtMs: number;
  startedAtMs: number;
}

/** An entry as MongoDB keeps it, until `expiresAt`. */
interface EntryDocument {
  place: string;
  sequence: number;
  expiresAt: Date;
  /** A void has none. */
  said?: Said;
  /** Place, sender and ID of what was said, as JSON. */
  saidAs?: string;
}

/** MongoDB's error code for a document that violates a unique index. */
const DUPLICATE_KEY = 11000;

/** The history of rooms, in the collections `counters`, which stay, and `entries`. */
export function mongoRoomLog(client: MongoClient): RoomLog {
  const database = client.db(process.env.MONGODB_DATABASE);
  const counters: Collection<CounterDocument> = database.collection("counters");
  const entries: Collection<EntryDocument> = database.collection("entries");
  const createIndexes = indexesOnce(entries, [
    { name: "sequence", key: { place: 1, sequence: 1 }, unique: true },
    { name: "saidAs", key: { saidAs: 1 }, unique: true, sparse: true },
    { name: "expiresAt", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ]);
  const numberOf: RoomLog["numberOf"] = async (place, from, id) => {
    await thawed();
    const saidAs = JSON.stringify([place, from, id]);
    return (await entries.findOne({ saidAs }))?.sequence;
  };
  return {
    async take(place, nowMs) {
      await thawed();
      for (;;) {
        const counter = await counters.findOne({ _id: place });
        if (counter) {
          const { latest } = counter;
          const next = { latest: latest + 1, takenAtMs: nowMs };
          const taking = await counters.updateOne({ _id: place, latest }, { $set: next });
          // Else somebody else has taken this number just now.
          if (taking.modifiedCount === 1) return next.latest;
          continue;
        }
        const none = { _id: place, latest: 0, takenAtMs: nowMs, startedAtMs: nowMs };
        await counters.insertOne(none).catch((error: unknown) => {
          // Somebody else has made the room just now.
          if (!isDuplicate(error)) throw error;
        });
      }
    },
    async put(place, entry) {
      const { sequence, said } = entry;
      await thawed();
      await createIndexes();
      const document: EntryDocument = {
        ...{ place, sequence },
        expiresAt: new Date(deletedAt(entry) * 1000),
        ...(said && { said, saidAs: JSON.stringify([place, said.from, said.id]) }),
      };
      try {
        await entries.insertOne(document);
        return "kept";
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      const isRepeated = said && (await numberOf(place, said.from, said.id)) !== undefined;
      return isRepeated ? "repeated" : "taken";
    },
    async state(place) {
      await thawed();
      const counter = await counters.findOne({ _id: place });
      const { latest, takenAtMs, startedAtMs } = counter ?? NEVER;
      return { latest, takenAtMs, startedAtMs };
    },
    async read(place, from, max) {
      await thawed();
      const kept = { $gt: new Date(Date.now() + DELETED_AFTER_MS) };
      const found = await entries
        .find({ place, sequence: { $gte: from }, expiresAt: kept })
        .sort({ sequence: 1 })
        .limit(max)
        .toArray();
      return found.map(entryOf);
    },
    numberOf,
  };
}

const NEVER = { latest: 0, takenAtMs: 0, startedAtMs: 0 };

function entryOf({ sequence, expiresAt, said }: EntryDocument): Entry {
  const keptUntilMs = expiresAt.getTime() - DELETED_AFTER_MS;
  return { sequence, keptUntilMs, ...(said && { said }) };
}

function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown }).code === DUPLICATE_KEY;
}
