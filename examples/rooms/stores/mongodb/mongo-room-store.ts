import type { MongoClient } from "mongodb";
import type { ChunkStore } from "../../../../handlers/stores/chunk-store";
import { mongoChunkStore } from "../../../../handlers/stores/mongodb/mongo-chunk-store";
import { mongoClient } from "../../../../handlers/stores/mongodb/mongo-client";
import { mongoConnectionStore } from "../../../../handlers/stores/mongodb/mongo-connection-store";
import { userOf, userPlace, type RoomStore, type Visitor } from "../room-store";
import { mongoMembers } from "./mongo-members";
import { mongoRoomLog } from "./mongo-room-log";

/**
 * The room store in MongoDB, in the database that the environment variable MONGODB_DATABASE names. Connections are
 * stored as the app stores them.
 */
export function mongoRoomStore(client: MongoClient = mongoClient()): RoomStore {
  const connections = mongoConnectionStore(client);
  const { leaveAll, ...members } = mongoMembers(client);
  return {
    ...members,
    has: connections.has,
    charge: connections.charge,
    log: mongoRoomLog(client),
    async add(visitor) {
      await connections.add(visitor);
      const joinedAtMs = visitor.connectedAt;
      await members.join(userPlace(userOf(visitor)), { ...visitor, joinedAtMs });
    },
    async find(connectionId) {
      return (await connections.find(connectionId)) as Visitor | undefined;
    },
    async remove(connection) {
      await connections.remove(connection);
      return leaveAll(connection);
    },
  };
}

/** The room store and the record of chunks, with one client. */
export function mongoRoomStores(): [RoomStore, ChunkStore] {
  const client = mongoClient();
  return [mongoRoomStore(client), mongoChunkStore(client)];
}
