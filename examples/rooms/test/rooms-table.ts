import { useDynamoDb } from "../../../test/handlers/support/dynamo-tables";
import { dynamoRoomStore } from "../stores/dynamodb/dynamo-room-store";
import { BY_CONNECTION } from "../stores/dynamodb/dynamo-table";
import type { RoomStore } from "../stores/room-store";

/** An embedded DynamoDB for the tests of a `describe`. @returns makes a store in a table of its own. */
export function useDynamoRooms(): () => Promise<RoomStore> {
  const makeTable = useDynamoDb();
  return async () => {
    await makeTable("place", "ROOMS_TABLE", {
      KeySchema: [
        { AttributeName: "place", KeyType: "HASH" },
        { AttributeName: "entry", KeyType: "RANGE" },
      ],
      AttributeDefinitions: ["place", "entry", "connectionId"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: BY_CONNECTION,
          KeySchema: [{ AttributeName: "connectionId", KeyType: "HASH" }],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    });
    return dynamoRoomStore();
  };
}
