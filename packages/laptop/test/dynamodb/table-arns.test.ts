import { deepEqual, equal, rejects } from "node:assert/strict";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { ROOMS_ARN, RoomsDatabase } from "../support/dynamodb/rooms-database";

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
describe("A table that is named by its ARN", () => {
  let database: RoomsDatabase;
  beforeEach(async () => {
    database = await RoomsDatabase.start();
  });
  afterEach(() => database.close());

  const TableName = ROOMS_ARN;
  const Key = { id: { S: "a" } };
  const ReturnConsumedCapacity = "TOTAL";

  it("is the same in every action", async () => {
    const { client } = database;
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, owner: { S: "alice" } } }));
    const { Item } = await client.send(new GetItemCommand({ TableName: "rooms", Key }));
    deepEqual(Item, { ...Key, owner: { S: "alice" } });
    deepEqual((await client.send(new GetItemCommand({ TableName, Key }))).Item, Item);

    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "SET topic = :t",
        ExpressionAttributeValues: { ":t": { S: "tea" } },
        ReturnValues: "UPDATED_NEW",
      }),
    );
    deepEqual(Attributes, { topic: { S: "tea" } });
    equal((await client.send(new ScanCommand({ TableName }))).Count, 1);
    const { Count } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: "by-owner",
        KeyConditionExpression: "#o = :o",
        ExpressionAttributeNames: { "#o": "owner" },
        ExpressionAttributeValues: { ":o": { S: "alice" } },
      }),
    );
    equal(Count, 1);
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName }),
    );
    equal(TimeToLiveDescription?.TimeToLiveStatus, "DISABLED");
    deepEqual(
      (await client.send(new ListTagsOfResourceCommand({ ResourceArn: ROOMS_ARN }))).Tags,
      [],
    );
    await client.send(new DeleteItemCommand({ TableName, Key }));
    equal((await client.send(new ScanCommand({ TableName: "rooms" }))).Count, 0);
  });

  it("has its ARN in the answers of batches", async () => {
    const { client } = database;
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [ROOMS_ARN]: [{ PutRequest: { Item: Key } }] } }),
    );
    const { Responses, ConsumedCapacity } = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [ROOMS_ARN]: { Keys: [Key] } },
        ReturnConsumedCapacity,
      }),
    );
    deepEqual(Responses, { [ROOMS_ARN]: [Key] });
    equal(ConsumedCapacity?.[0]?.TableName, ROOMS_ARN);
  });

  it("takes part in transactions", async () => {
    const { client } = database;
    const { ConsumedCapacity } = await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: Key } }],
        ReturnConsumedCapacity,
      }),
    );
    deepEqual(ConsumedCapacity, [{ TableName, CapacityUnits: 2, WriteCapacityUnits: 2 }]);
    const { Responses } = await client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] }),
    );
    deepEqual(Responses, [{ Item: Key }]);
  });

  it("has the account in its description, with its indexes", async () => {
    const { Table } = await database.client.send(new DescribeTableCommand({ TableName }));
    deepEqual(
      [Table?.TableName, Table?.TableArn, Table?.GlobalSecondaryIndexes?.[0]?.IndexArn],
      ["rooms", ROOMS_ARN, `${ROOMS_ARN}/index/by-owner`],
    );
  });

  it("is not here in another account or region", async () => {
    for (const foreign of [
      ROOMS_ARN.replace("123456789012", "210987654321"),
      ROOMS_ARN.replace("us-east-1", "eu-west-1"),
    ])
      await rejects(database.client.send(new ScanCommand({ TableName: foreign })), {
        name: "ResourceNotFoundException",
        message: "Requested resource not found",
      });
  });
});
