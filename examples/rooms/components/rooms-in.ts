import { dynamoRooms } from "./dynamo-rooms";
import type * as mongo from "./mongo-rooms";
import type { Rooms } from "./rooms";

export interface RoomsArgs {
  store: "dynamodb" | "mongodb";
  /** Name of the MongoDB database; if empty, "{project}-{stack}". */
  mongodbDatabase: string;
}

/** The rooms in the configured store. Only that store's resources are declared, and only its code is captured. */
export function roomsIn({ store, mongodbDatabase }: RoomsArgs): Rooms {
  return store === "mongodb" ? loadMongo().mongoRooms(mongodbDatabase) : dynamoRooms();
}

/** The MongoDB driver is slow to load, so programs with another store never load it. */
function loadMongo(): typeof mongo {
  // oxlint-disable-next-line typescript/no-require-imports -- an import would load it at once
  return require("./mongo-rooms") as typeof mongo;
}
