import type { MongoClient } from "mongodb";
import { expiresAt, type ConnectionStore } from "./connection-store";
import { mongoClient } from "./mongo-client";

/** A connection as MongoDB keeps it. */
interface ConnectionDocument {
  connectionId: string;
  connectedAt: Date;
  /** MongoDB deletes the document after this time. */
  expiresAt: Date;
}

/** Connections a page. */
const PAGE_SIZE = 1000;

/**
 * The connection store in MongoDB: a document `{ connectionId, connectedAt, expiresAt }` for each
 * connection, in the collection `connections` of the database that the environment variable
 * MONGODB_DATABASE names. What creates a connection creates the indexes first, unless they exist.
 */
export function mongoConnectionStore(client: MongoClient = mongoClient()): ConnectionStore {
  const connections = client
    .db(process.env.MONGODB_DATABASE)
    .collection<ConnectionDocument>("connections");
  let indexes: Promise<unknown> | undefined;
  const createIndexes = async () => {
    try {
      await connections.createIndexes([
        { name: "connectionId", key: { connectionId: 1 }, unique: true },
        { name: "expiresAt", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
      ]);
    } catch (error) {
      // The next connection tries again.
      indexes = undefined;
      throw error;
    }
  };
  return {
    async add({ connectionId, connectedAt }) {
      await (indexes ??= createIndexes());
      const document = {
        connectionId,
        connectedAt: new Date(connectedAt),
        expiresAt: new Date(expiresAt(connectedAt) * 1000),
      };
      await connections.replaceOne({ connectionId }, document, { upsert: true });
    },
    async remove(connectionId) {
      await connections.deleteOne({ connectionId });
    },
    async *list() {
      // Each page is a query of its own: no cursor is left open between posts, or lost with a server.
      for (let last = ""; ;) {
        const page = await connections
          .find({ connectionId: { $gt: last }, expiresAt: { $gt: new Date() } })
          .sort({ connectionId: 1 })
          .limit(PAGE_SIZE)
          .toArray();
        yield page.map((one) => ({
          connectionId: one.connectionId,
          connectedAt: one.connectedAt.getTime(),
        }));
        if (page.length < PAGE_SIZE) return;
        last = page[page.length - 1]!.connectionId;
      }
    },
  };
}
