import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { remember } from "../../../components/permissions";
import { tableOf } from "../../../components/stores/dynamo-connections";
import { dynamoChunkStore } from "../../../handlers/stores/dynamodb/dynamo-chunk-store";
import type { Statement } from "pulumi-callback";
import { dynamoRoomStore } from "../stores/dynamodb/dynamo-room-store";
import { BY_CONNECTION } from "../stores/dynamodb/dynamo-table";
import type { Rooms } from "./rooms";

/**
 * Rooms in one DynamoDB table: by place, which is a room, a user or a connection, and entry. An index has what is of a
 * connection. The record of fan-out is in a table of its own, as the app has it.
 */
export function dynamoRooms(): Rooms {
  const table = new dynamodb.Table("rooms", {
    hashKey: "place",
    rangeKey: "entry",
    attributes: [
      { name: "place", type: "S" },
      { name: "entry", type: "S" },
      { name: "connectionId", type: "S" },
    ],
    globalSecondaryIndexes: [
      { name: BY_CONNECTION, hashKey: "connectionId", projectionType: "KEYS_ONLY" },
    ],
    billingMode: "PAY_PER_REQUEST",
    ttl: { attributeName: "expiresAt", enabled: true },
  });
  const chunks = tableOf("chunks", "chunkId", { protectTable: false });
  const on = (actions: string[]): Statement => ({
    Effect: "Allow",
    Action: actions.map((action) => `dynamodb:${action}`),
    Resource: table.arn,
  });
  const index: Statement = {
    Effect: "Allow",
    Action: ["dynamodb:Query"],
    Resource: pulumi.interpolate`${table.arn}/index/${BY_CONNECTION}`,
  };
  return {
    createStore: dynamoRoomStore,
    environment: { ROOMS_TABLE: table.name },
    comeAndGo: [on(["PutItem", "DeleteItem", "Query"]), index],
    talk: [on(["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]), index],
    forget: [on(["GetItem", "DeleteItem"]), index],
    tableName: table.name,
    chunks: {
      createStores: () => [dynamoRoomStore(), dynamoChunkStore()],
      environment: { CHUNKS_TABLE: chunks.name },
      allow: [remember(chunks)],
    },
  };
}
