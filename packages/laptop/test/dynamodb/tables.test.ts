import assert from "node:assert/strict";
import {
  DeleteItemCommand,
  DescribeTableCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { startDynamoDb, type DynamoDb } from "../../src/dynamodb/start";
import { buildTable } from "../../src/model/tables";
import { databaseClient } from "../support/database-client";
import { FakeClock } from "../support/fake-clock";
import { modelOf, tableOf } from "../support/models";
import { recordJournal } from "../support/recorder";

describe("the embedded DynamoDB", () => {
  let dynamoDb: DynamoDb;
  let client: DynamoDBClient;

  const start = async (...tables: ReturnType<typeof tableOf>[]) => {
    const clock = new FakeClock();
    dynamoDb = await startDynamoDb(modelOf({ tables }), {
      clock,
      journal: recordJournal(clock).journal,
    });
    client = databaseClient(dynamoDb.endpoint);
  };
  afterEach(async () => {
    client.destroy();
    await dynamoDb.close();
  });

  const put = (TableName: string, id: string) =>
    client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  const idsOf = async (TableName: string) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    return Items.map(({ id }) => id!.S).sort();
  };
  const names = async () => (await client.send(new ListTablesCommand({}))).TableNames;

  it("has the items that the program declares, and those that a reload adds", async () => {
    const item = (id: string) => ({ id: { S: id } });
    const rooms = tableOf("rooms", { items: [item("a")] });
    await start(rooms);
    assert.deepEqual(await idsOf("rooms"), ["a"]);
    await client.send(new DeleteItemCommand({ TableName: "rooms", Key: item("a") }));
    const tables = [{ ...rooms, items: [item("a"), item("b")] }];
    await dynamoDb.update(modelOf({ tables }));
    assert.deepEqual(await idsOf("rooms"), ["b"]);
  });

  it("says which item it does not take", async () => {
    await start(tableOf("connections"));
    const tables = [tableOf("rooms", { items: [{ name: { S: "a" } }] })];
    await assert.rejects(dynamoDb.update(modelOf({ tables })), {
      code: "MODEL",
      message: /^An aws\.dynamodb\.TableItem cannot be put into the table "rooms": .*key/,
    });
  });

  it("has the tables of the program, ready at once", async () => {
    await start(tableOf("connections"), tableOf("rooms"));
    assert.deepEqual(await names(), ["connections", "rooms"]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "rooms" }));
    assert.equal(Table?.TableStatus, "ACTIVE");
    assert.deepEqual(Table?.KeySchema, [{ AttributeName: "id", KeyType: "HASH" }]);
    assert.deepEqual(Table?.AttributeDefinitions, [{ AttributeName: "id", AttributeType: "S" }]);
  });

  it("has the indexes that the program declares", async () => {
    const outputs = {
      name: "messages",
      arn: "arn:aws:dynamodb:us-east-1:123456789012:table/messages",
      hashKey: "room",
      rangeKey: "sentAt",
      attributes: [
        { name: "room", type: "S" },
        { name: "sentAt", type: "N" },
        { name: "author", type: "S" },
      ],
      globalSecondaryIndexes: [
        { name: "byAuthor", hashKey: "author", rangeKey: "sentAt", projectionType: "ALL" },
      ],
      localSecondaryIndexes: [
        {
          name: "byAuthorInRoom",
          rangeKey: "author",
          projectionType: "INCLUDE",
          nonKeyAttributes: ["text"],
        },
      ],
    };
    await start(buildTable({ name: "messages", outputs } as never));
    const TableName = "messages";
    for (const [room, sentAt, author] of [
      ["lobby", "2", "alice"],
      ["lobby", "1", "bob"],
      ["attic", "1", "alice"],
    ] as const) {
      const Item = { room: { S: room }, sentAt: { N: sentAt }, author: { S: author } };
      await client.send(new PutItemCommand({ TableName, Item }));
    }
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: "byAuthor",
        KeyConditionExpression: "author = :author",
        ExpressionAttributeValues: { ":author": { S: "alice" } },
      }),
    );
    assert.deepEqual(
      Items.map(({ room }) => room!.S),
      ["attic", "lobby"],
    );
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const [local] = Table!.LocalSecondaryIndexes!;
    assert.deepEqual(local?.KeySchema, [
      { AttributeName: "room", KeyType: "HASH" },
      { AttributeName: "author", KeyType: "RANGE" },
    ]);
    assert.deepEqual(local?.Projection, {
      ProjectionType: "INCLUDE",
      NonKeyAttributes: ["text"],
    });
  });

  it("gets the tables that a changed program adds, and keeps the items it has", async () => {
    await start(tableOf("connections"));
    await put("connections", "alice");
    await dynamoDb.update(modelOf({ tables: [tableOf("connections"), tableOf("rooms")] }));
    await put("rooms", "lobby");
    assert.deepEqual(await idsOf("connections"), ["alice"]);
    assert.deepEqual(await idsOf("rooms"), ["lobby"]);
  });

  it("keeps a table that a changed program drops, for when it comes back", async () => {
    await start(tableOf("connections"));
    await put("connections", "alice");
    await dynamoDb.update(modelOf({}));
    await dynamoDb.update(modelOf({ tables: [tableOf("connections")] }));
    assert.deepEqual(await idsOf("connections"), ["alice"]);
  });

  it("shares nothing with another in the same process", async () => {
    await start(tableOf("connections"));
    await put("connections", "alice");
    const [first, firstClient] = [dynamoDb, client];
    await start(tableOf("connections"));
    assert.deepEqual(await idsOf("connections"), []);
    firstClient.destroy();
    await first.close();
  });
});
