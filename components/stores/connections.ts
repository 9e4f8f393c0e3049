import type * as pulumi from "@pulumi/pulumi";
import type { ChunkStore } from "../../handlers/stores/chunk-store";
import type { ConnectionStore } from "../../handlers/stores/connection-store";
import { dynamoConnections, type TableArgs } from "./dynamo-connections";
import type * as mongo from "./mongo-connections";
import type { Statement } from "pulumi-callback";

/** Where connections are remembered, and what a function needs to use it. */
export interface Connections {
  /** Makes the store in an execution environment: call it once, in the Init phase. */
  createStore: () => ConnectionStore;
  /** Environment variables that the store reads. */
  environment: Record<string, pulumi.Input<string>>;
  allow: Statement[];
  /** What removing a connection takes, and no more. */
  forget: Statement[];
  /** Name of the DynamoDB table; empty if there is none. */
  tableName: pulumi.Input<string>;
  /** Where the same place remembers which chunks of a broadcast were sent. */
  chunks: {
    /** Makes both stores, for a function that uses both. */
    createStores: () => [ConnectionStore, ChunkStore];
    environment: Record<string, pulumi.Input<string>>;
    allow: Statement[];
  };
}

export interface ConnectionsArgs extends TableArgs {
  store: "dynamodb" | "mongodb";
  /** Name of the MongoDB database; empty for the names of the project and the stack. */
  mongodbDatabase: string;
}

/**
 * The connections in the store that the settings name. Only the resources of that store are declared, and
 * only its code is captured by a closure that calls `createStore`.
 */
export function connectionsIn(args: ConnectionsArgs): Connections {
  if (args.store === "mongodb") return loadMongo().mongoConnections(args.mongodbDatabase);
  return dynamoConnections(args);
}

/** The driver takes time to load, which a program with another store need not spend. */
function loadMongo(): typeof mongo {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only `require` loads now and not before
  return require("./mongo-connections") as typeof mongo;
}
