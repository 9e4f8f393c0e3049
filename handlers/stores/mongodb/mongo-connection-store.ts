import type { MongoClient } from "mongodb";
import type { Identity } from "../../authorization/identity";
import {
  EXCESS_LASTS_MS,
  expiresAt,
  type Connection,
  type ConnectionStore,
} from "../connection-store";
import { mongoClient, thawed } from "./mongo-client";
import { indexing } from "./mongo-indexes";

/** A connection as MongoDB keeps it, until `expiresAt`. */
interface ConnectionDocument {
  connectionId: string;
  connectedAt: Date;
  expiresAt: Date;
  /** Who opened it, as JSON: a claim's name may not be that of a field. */
  identity?: string;
  /** When it owes nothing any more for what it sent. */
  paidAtMs?: number;
  /** When it was told of its limit. */
  toldAtMs?: number;
}

/** Connections a page. */
const PAGE_SIZE = 1000;

/**
 * The connection store in MongoDB: a document `{ connectionId, connectedAt, expiresAt }` for each connection, in the
 * collection `connections` of the database that the environment variable MONGODB_DATABASE names. It has `identity` if
 * an authorizer said who it is, `paidAtMs` once it has sent messages, and `toldAtMs` once it was told of its limit.
 */
export function mongoConnectionStore(client: MongoClient = mongoClient()): ConnectionStore {
  const connections = client
    .db(process.env.MONGODB_DATABASE)
    .collection<ConnectionDocument>("connections");
  const createIndexes = indexing(connections, "connectionId");
  return {
    async add({ connectionId, connectedAt, identity }) {
      await thawed();
      await createIndexes();
      const connection = {
        connectionId,
        connectedAt: new Date(connectedAt),
        expiresAt: new Date(expiresAt(connectedAt) * 1000),
        ...(identity && { identity: JSON.stringify(identity) }),
      };
      await connections.replaceOne({ connectionId }, connection, { upsert: true });
    },
    async remove({ connectionId, connectedAt }) {
      await thawed();
      await connections.deleteOne({ connectionId, connectedAt: new Date(connectedAt) });
    },
    async has({ connectionId, connectedAt }) {
      await thawed();
      const found = await connections.findOne({ connectionId, connectedAt: new Date(connectedAt) });
      return found !== null;
    },
    async find(connectionId) {
      await thawed();
      const found = await connections.findOne({ connectionId });
      return found ? connectionOf(found) : undefined;
    },
    async charge({ connectionId, connectedAt }, nowMs, { costMs, mostMs }) {
      await thawed();
      const sender = { connectionId, connectedAt: new Date(connectedAt) };
      const isAtMost = (name: "paidAtMs" | "toldAtMs", ms: number) => ({
        $or: [{ [name]: { $exists: false } }, { [name]: { $lte: ms } }],
      });
      // Who sends slowly owes nothing, and needs only this update.
      const paid = { $set: { paidAtMs: nowMs + costMs } };
      const free = await connections.updateOne({ ...sender, ...isAtMost("paidAtMs", nowMs) }, paid);
      if (free.modifiedCount === 1) return "none";
      const owing = await connections.findOneAndUpdate(
        { ...sender, paidAtMs: { $lte: nowMs + mostMs - costMs } },
        { $inc: { paidAtMs: costMs } },
        { returnDocument: "after" },
      );
      if (owing || !(await connections.findOne(sender))) return "none";
      const told = await connections.updateOne(
        { ...sender, ...isAtMost("toldAtMs", nowMs - EXCESS_LASTS_MS) },
        { $set: { toldAtMs: nowMs } },
      );
      return told.modifiedCount === 1 ? "first" : "further";
    },
    async *list() {
      let afterId: string | undefined = "";
      while (afterId !== undefined) {
        await thawed();
        // A query for each page, so that no cursor stays open while a page is sent to.
        const page: ConnectionDocument[] = await connections
          .find({ connectionId: { $gt: afterId }, expiresAt: { $gt: new Date() } })
          .sort({ connectionId: 1 })
          .limit(PAGE_SIZE)
          .toArray();
        yield page.map(connectionOf);
        afterId = page.length < PAGE_SIZE ? undefined : page.at(-1)?.connectionId;
      }
    },
  };
}

function connectionOf({ connectionId, connectedAt, identity }: ConnectionDocument): Connection {
  return {
    connectionId,
    connectedAt: connectedAt.getTime(),
    ...(identity !== undefined && { identity: JSON.parse(identity) as Identity }),
  };
}
