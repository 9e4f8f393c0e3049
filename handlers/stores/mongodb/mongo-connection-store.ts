import type { MongoClient } from "mongodb";
import { expiresAt, type ConnectionStore } from "../connection-store";
import { mongoClient, thawed } from "./mongo-client";
import { indexing } from "./mongo-indexes";

/** A connection as MongoDB keeps it, until `expiresAt`. */
interface ConnectionDocument {
  connectionId: string;
  connectedAt: Date;
  expiresAt: Date;
  /** The last second in which it sent messages, since 1970, and how many. */
  second?: number;
  messages?: number;
}

/** Connections a page. */
const PAGE_SIZE = 1000;

/**
 * The connection store in MongoDB: a document `{ connectionId, connectedAt, expiresAt }` for each
 * connection, with `{ second, messages }` once it has sent any, in the collection `connections` of the database that the environment variable
 * MONGODB_DATABASE names.
 */
export function mongoConnectionStore(client: MongoClient = mongoClient()): ConnectionStore {
  const connections = client
    .db(process.env.MONGODB_DATABASE)
    .collection<ConnectionDocument>("connections");
  const createIndexes = indexing(connections, "connectionId");
  return {
    async add({ connectionId, connectedAt }) {
      await thawed();
      await createIndexes();
      const connection = {
        connectionId,
        connectedAt: new Date(connectedAt),
        expiresAt: new Date(expiresAt(connectedAt) * 1000),
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
    async count({ connectionId, connectedAt }, nowMs, weight) {
      await thawed();
      const second = Math.floor(nowMs / 1000);
      const sender = { connectionId, connectedAt: new Date(connectedAt) };
      const begin = { $set: { second, messages: weight } };
      // Who sends slowly needs only the first update.
      const isOver = { $or: [{ second: { $exists: false } }, { second: { $lt: second } }] };
      const { modifiedCount } = await connections.updateOne({ ...sender, ...isOver }, begin);
      if (modifiedCount === 1) return weight;
      const counted = await connections.findOneAndUpdate(
        { ...sender, second: { $gte: second } },
        { $inc: { messages: weight } },
        { returnDocument: "after" },
      );
      return counted?.messages ?? weight;
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
        yield page.map(({ connectionId, connectedAt }) => ({
          connectionId,
          connectedAt: connectedAt.getTime(),
        }));
        afterId = page.length < PAGE_SIZE ? undefined : page.at(-1)?.connectionId;
      }
    },
  };
}
