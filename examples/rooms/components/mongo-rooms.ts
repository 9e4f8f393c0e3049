import { mongoConnections } from "../../../components/stores/mongo-connections";
import { mongoRoomStore, mongoRoomStores } from "../stores/mongodb/mongo-room-store";
import type { Rooms } from "./rooms";

/**
 * Rooms in a MongoDB database, on the server that the configuration names as the app's does.
 * @throws RunError if the configuration has no URI.
 */
export function mongoRooms(database: string): Rooms {
  const { environment } = mongoConnections(database);
  return {
    createStore: () => mongoRoomStore(),
    environment,
    // Permissions come from the user in the URI, not from IAM.
    comeAndGo: [],
    talk: [],
    forget: [],
    tableName: "",
    chunks: { createStores: mongoRoomStores, environment: {}, allow: [] },
  };
}
