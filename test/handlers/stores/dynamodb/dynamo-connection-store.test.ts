import { deepEqual } from "node:assert/strict";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoConnectionStore } from "../../../../handlers/stores/dynamodb/dynamo-connection-store";
import { useDynamoDb } from "../../support/dynamo-tables";
import { setEnvironment } from "../../support/environment";
import { itIsAConnectionStore } from "../connection-store.contract";

describe("dynamoConnectionStore", () => {
  const makeTable = useDynamoDb();

  /** A store in a table of its own. */
  const create = async () => {
    await makeTable("connectionId", "CONNECTIONS_TABLE");
    return dynamoConnectionStore();
  };

  /** A store whose table does not exist. */
  const createBroken = () => {
    setEnvironment({ CONNECTIONS_TABLE: "no-such-table" });
    return dynamoConnectionStore();
  };

  itIsAConnectionStore({ create, createBroken });

  it("lets DynamoDB delete a connection 10 minutes after API Gateway's two hours", async () => {
    const store = await create();
    await store.add({ connectionId: "alice", connectedAt: 1_000_000_000_001 });
    const client = new DynamoDBClient({});
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: process.env.CONNECTIONS_TABLE,
        Key: { connectionId: { S: "alice" } },
      }),
    );
    client.destroy();
    deepEqual(Item, {
      connectionId: { S: "alice" },
      connectedAt: { N: "1000000000001" },
      expiresAt: { N: String(1_000_000_001 + 2 * 60 * 60 + 10 * 60) },
    });
  });
});
