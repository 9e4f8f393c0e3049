import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "pulumi-callback";
import { CHUNK, dynamoRoomChunks } from "../stores/dynamodb/dynamo-room-chunks";
import { dynamoRoomStore } from "../stores/dynamodb/dynamo-room-store";
import { BY_CONNECTION } from "../stores/dynamodb/dynamo-table";
import type { Rooms } from "./rooms";

/**
 * Rooms in one DynamoDB table: by place, which is a room, a user, a connection or a chunk of fan-out, and entry. An index
 * has what is of a connection.
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
  // Fan-out writes its own record, and nothing of what people have said.
  const remember: Statement = {
    ...on(["PutItem"]),
    Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": `${CHUNK}*` } },
  };
  return {
    createStore: dynamoRoomStore,
    environment: { ROOMS_TABLE: table.name },
    comeAndGo: [on(["GetItem", "PutItem", "DeleteItem", "Query"]), index],
    talk: [on(["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]), index],
    forget: [on(["GetItem", "DeleteItem"]), index],
    tableName: table.name,
    chunks: {
      createStores: () => [dynamoRoomStore(), dynamoRoomChunks()],
      environment: { CHUNKS_TABLE: table.name },
      allow: [remember],
    },
  };
}
