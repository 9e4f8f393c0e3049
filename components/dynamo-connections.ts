import * as dynamodb from "@pulumi/aws/dynamodb";
import type * as pulumi from "@pulumi/pulumi";
import { dynamoConnectionStore } from "../handlers/dynamo-connection-store";
import type { Connections } from "./connections";
import { readWrite } from "./permissions";

export interface TableArgs {
  /** Whether the table refuses to be deleted and can be restored to any second of 35 days. */
  protectTable: boolean;
  /** ARN of the KMS key that encrypts the table; a key of AWS if not given. */
  encryptionKeyArn?: pulumi.Input<string> | undefined;
}

/** Connections in a DynamoDB table. */
export function dynamoConnections({ protectTable, encryptionKeyArn }: TableArgs): Connections {
  const table = new dynamodb.Table(
    "connections",
    {
      hashKey: "connectionId",
      attributes: [{ name: "connectionId", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
      ttl: { attributeName: "expiresAt", enabled: true },
      ...(encryptionKeyArn && {
        serverSideEncryption: { enabled: true, kmsKeyArn: encryptionKeyArn },
      }),
      ...(protectTable && {
        deletionProtectionEnabled: true,
        pointInTimeRecovery: { enabled: true },
      }),
    },
    // Pulumi refuses as well, before it asks AWS.
    { protect: protectTable },
  );
  return {
    createStore: dynamoConnectionStore,
    environment: { CONNECTIONS_TABLE: table.name },
    allow: [readWrite(table)],
    tableName: table.name,
  };
}
