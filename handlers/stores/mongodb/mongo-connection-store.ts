import type { MongoClient } from "mongodb";
import { expiresAt, type ConnectionStore } from "../connection-store";
import { mongoClient, thawed } from "./mongo-client";
import { indexing } from "./mongo-indexes";

/** A connection as MongoDB keeps it, until `expiresAt`. */
interface ConnectionDocument {
  connectionId: string;
  connectedAt: Date;
  expiresAt: Date;
}

/** Connections a page. */
const PAGE_SIZE = 1000;

/**
 * The connection store in MongoDB: a document `{ connectionId, connectedAt, expiresAt }` for each
 * connection, in the collection `connections` of the database that the environment variable
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
    async *list() {
      let last: string | undefined = "";
      while (last !== undefined) {
        await thawed();
        // Each page is a query of its own: no cursor waits at the server while a page is posted to.
        const page: ConnectionDocument[] = await connections
          .find({ connectionId: { $gt: last }, expiresAt: { $gt: new Date() } })
          .sort({ connectionId: 1 })
          .limit(PAGE_SIZE)
          .toArray();
        yield page.map(({ connectionId, connectedAt }) => ({
          connectionId,
          connectedAt: connectedAt.getTime(),
        }));
        last = page.length < PAGE_SIZE ? undefined : page.at(-1)?.connectionId;
      }
    },
  };
}
