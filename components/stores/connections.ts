import type * as pulumi from "@pulumi/pulumi";
import type { ChunkStore } from "../../handlers/stores/chunk-store";
import type { ConnectionStore } from "../../handlers/stores/connection-store";
import type { Statement } from "pulumi-callback";

/** Where connections are stored, and what a function needs to use the store. */
export interface Connections {
  /** Makes the store in an execution environment: call it once, in the Init phase. */
  createStore: () => ConnectionStore;
  /** Environment variables that the store reads. */
  environment: Record<string, pulumi.Input<string>>;
  /** The permissions to add and remove connections. */
  joinAndLeave: Statement[];
  /** The permissions to list connections, count their messages and remove who is gone. */
  broadcast: Statement[];
  /** The permissions to list connections and remove who is gone. */
  list: Statement[];
  /** The permissions to look up a connection and remove it, and nothing else. */
  forget: Statement[];
  /** Name of the DynamoDB table; empty for other stores. */
  tableName: pulumi.Input<string>;
  /** Names of all its DynamoDB tables, for who watches them. */
  tableNames: pulumi.Input<string>[];
  /** The same store's record of which chunks of a broadcast were sent. */
  chunks: {
    /** Makes both stores, for a function that uses both. */
    createStores: () => [ConnectionStore, ChunkStore];
    environment: Record<string, pulumi.Input<string>>;
    allow: Statement[];
  };
}
