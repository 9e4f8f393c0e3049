import type { Connections } from "./connections";
import { dynamoConnections, type TableArgs } from "./dynamo-connections";
import type * as mongo from "./mongo-connections";

export interface ConnectionsArgs extends TableArgs {
  store: "dynamodb" | "mongodb";
  /** Name of the MongoDB database; if empty, "{project}-{stack}". */
  mongodbDatabase: string;
}

/**
 * The connections in the configured store. Only that store's resources are declared, and a closure that
 * calls `createStore` captures only that store's code.
 */
export function connectionsIn(args: ConnectionsArgs): Connections {
  if (args.store === "mongodb") return loadMongo().mongoConnections(args.mongodbDatabase);
  return dynamoConnections(args);
}

/** The MongoDB driver is slow to load, so programs with another store never load it. */
function loadMongo(): typeof mongo {
  // oxlint-disable-next-line typescript/no-require-imports -- an import would load it at once
  return require("./mongo-connections") as typeof mongo;
}
