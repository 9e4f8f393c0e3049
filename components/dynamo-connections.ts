import * as dynamodb from "@pulumi/aws/dynamodb";
import { dynamoConnectionStore } from "../handlers/dynamo-connection-store";
import type { Connections } from "./connections";
import { readWrite } from "./permissions";

/** Connections in a DynamoDB table. */
export function dynamoConnections(): Connections {
  const table = new dynamodb.Table("connections", {
    hashKey: "connectionId",
    attributes: [{ name: "connectionId", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
    ttl: { attributeName: "expiresAt", enabled: true },
  });
  return {
    createStore: dynamoConnectionStore,
    environment: { CONNECTIONS_TABLE: table.name },
    allow: [readWrite(table)],
    tableName: table.name,
  };
}
