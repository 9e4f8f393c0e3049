import * as dynamodb from "@pulumi/aws/dynamodb";
import type * as pulumi from "@pulumi/pulumi";
import { dynamoChunkStore } from "../../handlers/stores/dynamodb/dynamo-chunk-store";
import { dynamoConnectionStore } from "../../handlers/stores/dynamodb/dynamo-connection-store";
import type { Connections } from "./connections";
import {
  addAndRemove,
  listAndCount,
  listAndRemove,
  lookUpAndRemove,
  remember,
} from "../permissions";

export interface TableArgs {
  /** Whether the table has deletion protection and point-in-time recovery. */
  protectTable: boolean;
  /** ARN of the KMS key that encrypts the table; by default, a key that AWS owns. */
  encryptionKeyArn?: pulumi.Input<string> | undefined;
}

/** Connections in one DynamoDB table and chunks in another, because listing connections scans the whole table. */
export function dynamoConnections(args: TableArgs): Connections {
  const table = tableOf("connections", "connectionId", args);
  const chunks = tableOf("chunks", "chunkId", args);
  return {
    createStore: dynamoConnectionStore,
    environment: { CONNECTIONS_TABLE: table.name },
    joinAndLeave: [addAndRemove(table)],
    broadcast: [listAndCount(table)],
    list: [listAndRemove(table)],
    forget: [lookUpAndRemove(table)],
    tableName: table.name,
    tableNames: [table.name, chunks.name],
    chunks: {
      createStores: () => [dynamoConnectionStore(), dynamoChunkStore()],
      environment: { CHUNKS_TABLE: chunks.name },
      allow: [remember(chunks)],
    },
  };
}

/** A table whose items expire. */
export function tableOf(
  name: string,
  hashKey: string,
  { protectTable, encryptionKeyArn }: TableArgs,
): dynamodb.Table {
  return new dynamodb.Table(
    name,
    {
      hashKey,
      attributes: [{ name: hashKey, type: "S" }],
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
    // Pulumi then refuses to delete it too.
    { protect: protectTable },
  );
}
