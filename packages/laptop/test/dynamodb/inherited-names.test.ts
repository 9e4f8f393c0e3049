import { deepEqual, rejects } from "node:assert/strict";
import {
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { startDynamoDb, type DynamoDb } from "../../src/dynamodb/start";
import { databaseClient } from "../support/database-client";
import { FakeClock } from "../support/fake-clock";
import { modelOf, tableOf } from "../support/models";
import { recordJournal } from "../support/recorder";

const TableName = "counters";
const Key = { id: { S: "a" } };
const ONE = { ":one": { N: "1" } };

describe("An attribute with a name that every JavaScript object has", () => {
  let dynamoDb: DynamoDb;
  let client: DynamoDBClient;

  beforeEach(async () => {
    const clock = new FakeClock();
    const model = modelOf({ tables: [tableOf(TableName)] });
    dynamoDb = await startDynamoDb(model, { clock, journal: recordJournal(clock).journal });
    client = databaseClient(dynamoDb.endpoint);
  });
  afterEach(() => dynamoDb.close());

  const item = async () => (await client.send(new GetItemCommand({ TableName, Key }))).Item;
  const update = (input: Partial<UpdateItemCommandInput>) =>
    client.send(new UpdateItemCommand({ TableName, Key, ...input }));

  for (const name of ["constructor", "toString", "valueOf", "__defineGetter__"]) {
    const named = { ExpressionAttributeNames: { "#name": name } };

    it(`is absent from a new item until it is set: ${name}`, async () => {
      const UpdateExpression = "SET firstValue = if_not_exists(#name, :one) ADD #name :one";
      await update({ UpdateExpression, ...named, ExpressionAttributeValues: ONE });
      deepEqual(await item(), { ...Key, firstValue: { N: "1" }, [name]: { N: "1" } });
    });
    it(`is counted by the older parameters: ${name}`, async () => {
      const AttributeUpdates = { [name]: { Action: "ADD", Value: { N: "2" } } } as const;
      await update({ AttributeUpdates });
      await update({ AttributeUpdates });
      deepEqual(await item(), { ...Key, [name]: { N: "4" } });
    });
    it(`is counted in a transaction: ${name}`, async () => {
      const Update = { TableName, Key, UpdateExpression: "ADD #name :one", ...named };
      const TransactItems = [{ Update: { ...Update, ExpressionAttributeValues: ONE } }];
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      deepEqual(await item(), { ...Key, [name]: { N: "1" } });
    });
  }

  it("is refused if it is __proto__, wherever it is named", async () => {
    await client.send(new PutItemCommand({ TableName, Item: Key }));
    const ExpressionAttributeNames = { "#name": "__proto__" };
    const values = { ExpressionAttributeValues: ONE };
    const refused = {
      name: "ValidationException",
      message: 'The name "__proto__" is not emulated. Choose another.',
    };
    const named = { ExpressionAttributeNames, ...values };
    await rejects(update({ UpdateExpression: "SET #name = :one", ...named }), refused);
    await rejects(update({ UpdateExpression: "SET __proto__ = :one", ...values }), refused);
    const get = { TableName, Key, AttributesToGet: ["__proto__"] };
    await rejects(client.send(new GetItemCommand(get)), refused);
    const scan = { TableName, ProjectionExpression: "id, map.__proto__" };
    await rejects(client.send(new ScanCommand(scan)), refused);
    const Update = { TableName, Key, UpdateExpression: "SET #name = :one", ...named };
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Update }] });
    await rejects(client.send(transaction), refused);
    deepEqual(await item(), Key);
  });
  it("is taken if it only resembles __proto__", async () => {
    await update({ UpdateExpression: "SET a__proto__ = :one", ExpressionAttributeValues: ONE });
    deepEqual(await item(), { ...Key, a__proto__: { N: "1" } });
  });
});
