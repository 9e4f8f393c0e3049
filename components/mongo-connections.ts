import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { mongoConnectionStore } from "../handlers/mongo-connection-store";
import type { Connections } from "./connections";

/**
 * Connections in a MongoDB database. The server is not declared here; the configuration names it.
 * @throws if the configuration names no server.
 */
export function mongoConnections(): Connections {
  const config = new pulumi.Config();
  const uri = config.getSecret("mongodbUri");
  if (!uri) {
    throw new pulumi.RunError(
      `Configuration "${config.name}:mongodbUri" is missing, and the store is "mongodb". Set the environment variable MONGODB_URI on a laptop. For AWS, run pulumi config set --secret mongodbUri and enter the URI.`,
    );
  }
  // Whoever may read the function's settings reads its variables, unless they need this key as well.
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
  const environmentKey = new kms.Key("environment", {
    description: "Encrypts the environment variables that hold the address of the database",
    enableKeyRotation: true,
  });
  return {
    createStore: mongoConnectionStore,
    environment: {
      MONGODB_URI: uri,
      MONGODB_DATABASE: config.get("mongodbDatabase") || `${config.name}-${pulumi.getStack()}`,
    },
    environmentKey,
    // The user in the URI may do what it may do; IAM has no part in it.
    allow: [],
    tableName: "",
  };
}
