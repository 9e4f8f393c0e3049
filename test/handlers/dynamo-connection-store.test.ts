import { deepEqual } from "node:assert/strict";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoConnectionStore } from "../../handlers/dynamo-connection-store";
import { realClock } from "../../local/clock";
import { startDynamoDb, type DynamoDb } from "../../local/dynamodb/start";
import { createJournal } from "../../local/journal";
import { restoreEnvironment, setEnvironment } from "../support/environment";
import { modelOf, tableOf } from "../support/models";
import { itIsAConnectionStore } from "./connection-store.contract";

const KEY = {
  KeySchema: [{ AttributeName: "connectionId", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "connectionId", AttributeType: "S" }],
};

describe("dynamoConnectionStore", () => {
  let dynamoDb: DynamoDb;
  let tables = 0;
  before(async () => {
    dynamoDb = await startDynamoDb(modelOf({}), {
      clock: realClock,
      journal: createJournal(realClock),
    });
    setEnvironment({
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
  });
  after(async () => {
    restoreEnvironment();
    await dynamoDb.close();
  });

  /** A store in a table of its own. */
  const create = async () => {
    const TableName = `connections-${++tables}`;
    const definition = { ...KEY, TableName, BillingMode: "PAY_PER_REQUEST" };
    await dynamoDb.update(modelOf({ tables: [tableOf(TableName, { definition })] }));
    setEnvironment({ CONNECTIONS_TABLE: TableName });
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
