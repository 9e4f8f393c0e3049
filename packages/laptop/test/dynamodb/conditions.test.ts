import { deepEqual, equal } from "node:assert/strict";
import type { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { RoomsDatabase } from "../support/dynamodb/rooms-database";

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
describe("A condition that fails", () => {
  let database: RoomsDatabase;
  const TableName = "rooms";
  const Item = { id: { S: "a" }, topic: { S: "tea" } };
  const Key = { id: { S: "a" } };

  beforeEach(async () => {
    database = await RoomsDatabase.start();
    await database.client.send(new PutItemCommand({ TableName, Item }));
  });
  afterEach(() => database.close());

  const failed = { ConditionExpression: "attribute_exists(absent)" };
  const commands = {
    PutItem: (options: object) =>
      new PutItemCommand({ TableName, Item: { ...Key }, ...failed, ...options }),
    UpdateItem: (options: object) =>
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "REMOVE topic",
        ...failed,
        ...options,
      }),
    DeleteItem: (options: object) =>
      new DeleteItemCommand({ TableName, Key, ...failed, ...options }),
  };
  const failureOf = (command: PutItemCommand | UpdateItemCommand | DeleteItemCommand) =>
    database.client.send(command as PutItemCommand).then(
      () => undefined,
      (error: ConditionalCheckFailedException) => error,
    );

  for (const [action, command] of Object.entries(commands)) {
    it(`has the item, if ${action} asks for it`, async () => {
      const all = command({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
      const error = await failureOf(all);
      equal(error?.name, "ConditionalCheckFailedException");
      equal(error?.message, "The conditional request failed");
      deepEqual(error?.Item, Item);
      equal((await failureOf(command({})))?.Item, undefined);
      const none = command({ ReturnValuesOnConditionCheckFailure: "NONE" });
      equal((await failureOf(none))?.Item, undefined);
    });
  }

  it("has no item, if there is none", async () => {
    const error = await failureOf(
      new DeleteItemCommand({
        TableName,
        Key: { id: { S: "b" } },
        ...failed,
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    deepEqual([error?.name, error?.Item], ["ConditionalCheckFailedException", undefined]);
  });

  it("is asked for the item by a known word only", async () => {
    const error = await failureOf(
      commands.PutItem({ ReturnValuesOnConditionCheckFailure: "ALL_NEW" }),
    );
    equal(
      error?.message,
      "1 validation error detected: Value 'ALL_NEW' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
    );
  });
});

describe("The key of an index", () => {
  let database: RoomsDatabase;
  beforeEach(async () => {
    database = await RoomsDatabase.start();
  });
  afterEach(() => database.close());

  const TableName = "rooms";
  const Key = { id: { S: "a" } };
  const messageOf = (command: PutItemCommand | UpdateItemCommand) =>
    database.client.send(command as PutItemCommand).then(
      () => "stored",
      ({ name, message }: Error) => `${name}: ${message}`,
    );

  it("may not be empty in an item", async () => {
    equal(
      await messageOf(new PutItemCommand({ TableName, Item: { ...Key, owner: { S: "" } } })),
      "ValidationException: One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-owner, IndexKey: owner",
    );
    equal(
      await messageOf(new PutItemCommand({ TableName, Item: { ...Key, topic: { S: "" } } })),
      "stored",
    );
  });

  it("may not become empty by an update", async () => {
    const set = (attribute: string) =>
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "SET #a = :v",
        ExpressionAttributeNames: { "#a": attribute },
        ExpressionAttributeValues: { ":v": { S: "" } },
      });
    equal(
      await messageOf(set("owner")),
      "ValidationException: One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.",
    );
    equal(await messageOf(set("topic")), "stored");
  });
});
