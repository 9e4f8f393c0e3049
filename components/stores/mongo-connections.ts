import * as pulumi from "@pulumi/pulumi";
import { mongoConnectionStore } from "../../handlers/stores/mongodb/mongo-connection-store";
import { mongoStores } from "../../handlers/stores/mongodb/mongo-stores";
import type { Connections } from "./connections";

/**
 * Connections in a MongoDB database. The server is not declared here; the configuration names it.
 * @throws if the configuration names no server.
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
    // The user in the URI may do what it may do; IAM has no part in it.
    allow: [],
    forget: [],
    tableName: "",
    // The variables above lead there too.
    chunks: { createStores: mongoStores, environment: {}, allow: [] },
  };
}
