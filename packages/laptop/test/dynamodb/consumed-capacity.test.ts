import { deepEqual, equal } from "node:assert/strict";
import {
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { startDynamoDb, type DynamoDb } from "../../src/dynamodb/start";
import { databaseClient } from "../support/database-client";
import { FakeClock } from "../support/fake-clock";
import { modelOf, tableOf } from "../support/models";
import { recordJournal } from "../support/recorder";

describe("The capacity that a table consumes", () => {
  const clock = new FakeClock();
  const recorder = recordJournal(clock);
  let dynamoDb: DynamoDb;
  let client: DynamoDBClient;
  before(async () => {
    const tables = [tableOf("rooms"), tableOf("other")];
    dynamoDb = await startDynamoDb(modelOf({ tables }), { clock, journal: recorder.journal });
    client = databaseClient(dynamoDb.endpoint);
  });
  after(async () => {
    client.destroy();
    await dynamoDb.close();
  });
  const TableName = "rooms";
  const Item = { id: { S: "a" }, text: { S: "x".repeat(1500) } };
  /** What the minute that ends now says. */
  const recorded = () => {
    const before = recorder.all("dynamodb.metrics").length;
    clock.advance("1m");
    return recorder
      .all("dynamodb.metrics")
      .slice(before)
      .map(({ table, metrics }) => [table, metrics]);
  };

  it("is recorded once a minute, in units of 1 KB written and 4 KB read", async () => {
    await client.send(new PutItemCommand({ TableName, Item }));
    await client.send(new GetItemCommand({ TableName, Key: { id: Item.id } }));
    await client.send(
      new GetItemCommand({ TableName, Key: { id: Item.id }, ConsistentRead: true }),
    );
    deepEqual(recorded(), [
      [TableName, { ConsumedReadCapacityUnits: 1.5, ConsumedWriteCapacityUnits: 2 }],
    ]);
    deepEqual(recorded(), [], "nothing happened since");
  });

  it("counts batches and transactions by table", async () => {
    const Put = { PutRequest: { Item: { id: { S: "b" } } } };
    await client.send(new BatchWriteItemCommand({ RequestItems: { rooms: [Put], other: [Put] } }));
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: { id: { S: "c" } } } }],
      }),
    );
    deepEqual(recorded().sort(), [
      ["other", { ConsumedReadCapacityUnits: 0, ConsumedWriteCapacityUnits: 1 }],
      [TableName, { ConsumedReadCapacityUnits: 0, ConsumedWriteCapacityUnits: 3 }],
    ]);
  });

  it("is told to who asks, and to nobody else", async () => {
    const silent = await client.send(new ScanCommand({ TableName }));
    equal(silent.ConsumedCapacity, undefined);
    const none = await client.send(new ScanCommand({ TableName, ReturnConsumedCapacity: "NONE" }));
    equal(none.ConsumedCapacity, undefined);
    const asked = await client.send(
      new ScanCommand({ TableName, ReturnConsumedCapacity: "TOTAL" }),
    );
    deepEqual(asked.ConsumedCapacity, { TableName, CapacityUnits: 0.5 });
    equal(asked.Count, 3);
    deepEqual(recorded(), [
      [TableName, { ConsumedReadCapacityUnits: 1.5, ConsumedWriteCapacityUnits: 0 }],
    ]);
  });

  it("is none of a request that is refused", async () => {
    const wrong = client.send(
      new GetItemCommand({
        TableName,
        Key: { id: Item.id },
        ReturnConsumedCapacity: "ALL" as "TOTAL",
      }),
    );
    await wrong.then(
      () => Promise.reject(new Error("It was taken.")),
      ({ name }: Error) => equal(name, "ValidationException"),
    );
    deepEqual(recorded(), []);
  });
});
