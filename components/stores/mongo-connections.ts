import * as pulumi from "@pulumi/pulumi";
import { mongoConnectionStore } from "../../handlers/stores/mongodb/mongo-connection-store";
import { mongoStores } from "../../handlers/stores/mongodb/mongo-stores";
import type { Connections } from "./connections";

/**
 * Connections in a MongoDB database, on the server that the configuration names.
 * @throws RunError if the configuration has no URI.
 */
export function mongoConnections(database: string): Connections {
  const config = new pulumi.Config();
  const uri = config.getSecret("mongodbUri");
  if (!uri) {
    throw new pulumi.RunError(
      `Configuration "${config.name}:mongodbUri" is missing, and the store is "mongodb". Set the environment variable MONGODB_URI on a laptop. For AWS, run pulumi config set --secret mongodbUri and enter the URI.`,
    );
  }
  return {
    createStore: mongoConnectionStore,
    environment: {
      MONGODB_URI: uri,
      MONGODB_DATABASE: database || `${config.name}-${pulumi.getStack()}`,
    },
    // Permissions come from the user in the URI, not from IAM.
    joinAndLeave: [],
    broadcast: [],
    list: [],
    forget: [],
    tableName: "",
    tableNames: [],
    // Chunks are in the same database.
    chunks: { createStores: mongoStores, environment: {}, allow: [] },
  };
}
