import assert from "node:assert/strict";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { startDynamoDb, type DynamoDb } from "../../src/dynamodb/start";
import { databaseClient } from "../support/database-client";
import { FakeClock } from "../support/fake-clock";
import { modelOf, tableOf } from "../support/models";
import { recordJournal, type Recorder } from "../support/recorder";

const TableName = "connections";
const EMPTY =
  "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";

describe("DynamoDB answers a request", () => {
  let recorder: Recorder;
  let dynamoDb: DynamoDb;

  beforeEach(async () => {
    const clock = new FakeClock();
    recorder = recordJournal(clock);
    const model = modelOf({ tables: [tableOf(TableName)] });
    dynamoDb = await startDynamoDb(model, { clock, journal: recorder.journal });
  });
  afterEach(() => dynamoDb.close());

  const send = async (operation: string, body: string) => {
    const response = await fetch(dynamoDb.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
      },
      body,
    });
    const { __type, message, Message, ...rest } = (await response.json()) as Record<string, string>;
    const said = message ?? Message;
    return { status: response.status, type: __type?.split("#")[1], message: said, ...rest };
  };

  const missing = (path: string) =>
    `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`;
  const filter = (FilterExpression: string) => ({
    TableName,
    FilterExpression,
    ExpressionAttributeValues: { ":a": { S: "x" } },
  });
  const invalid: [what: string, operation: string, body: object, message: string][] = [
    [
      "with a null condition",
      "Query",
      { TableName, KeyConditions: { id: null } },
      missing("keyConditions.id.member.comparisonOperator"),
    ],
    [
      "with a null value",
      "Scan",
      { TableName, FilterExpression: "a = :a", ExpressionAttributeValues: { ":a": null } },
      `ExpressionAttributeValues contains invalid value: ${EMPTY} for key :a`,
    ],
    [
      "with a null name",
      "Scan",
      { TableName, FilterExpression: "#a = :a", ExpressionAttributeNames: { "#a": null } },
      missing("ExpressionAttributeNames.#a.member"),
    ],
    ["with a null in a key", "GetItem", { TableName, Key: { id: null } }, EMPTY],
    [
      // https://github.com/aws/aws-sdk-java/issues/2103
      "with a null in an item",
      "PutItem",
      { TableName, Item: { id: { S: "a" }, list: { L: [{ S: "b" }, null] } } },
      "The supplied Item contains a null AttributeValue",
    ],
    [
      "with a null in a batch",
      "BatchWriteItem",
      { RequestItems: { [TableName]: [{ PutRequest: { Item: { id: null } } }] } },
      "The supplied Item contains a null AttributeValue",
    ],
    [
      "with null keys in a batch",
      "BatchGetItem",
      { RequestItems: { [TableName]: null } },
      missing("requestItems.connections.member.keys"),
    ],
    [
      "of an expression of more than 4 KB",
      "Scan",
      filter(`a = :a OR ${"b".repeat(4087)} = :a`),
      "Invalid FilterExpression: Expression size has exceeded the maximum allowed size; expression size: 4102",
    ],
    [
      "with parentheses in parentheses",
      "Scan",
      filter(`${"(".repeat(40)}a = :a${")".repeat(40)}`),
      "Invalid FilterExpression: The expression has redundant parentheses;",
    ],
    [
      "with an item of 33 levels",
      "PutItem",
      { TableName, Item: { id: { S: "a" }, deep: nested(33) } },
      "Nesting Levels have exceeded supported limits",
    ],
  ];
  for (const [what, operation, body, message] of invalid) {
    it(`${what}: ValidationException`, async () => {
      assert.deepEqual(await send(operation, JSON.stringify(body)), {
        status: 400,
        type: "ValidationException",
        message,
      });
    });
  }

  // https://github.com/architect/dynalite records these texts in its tests against AWS.
  const unreadable: [what: string, operation: string, body: string, message?: string][] = [
    ["that is null", "Scan", "null"],
    ["that is a list", "PutItem", "[]"],
    ["that is no JSON", "PutItem", `{"TableName":`],
    ["that is empty", "PutItem", ""],
    [
      "with a number for a string",
      "GetItem",
      `{"TableName":"connections","Key":{"id":{"S":1}}}`,
      "NUMBER_VALUE cannot be converted to String",
    ],
    [
      "with a map for a string",
      "GetItem",
      `{"TableName":{}}`,
      "Start of structure or map found where not expected",
    ],
    [
      "with a string for a list",
      "BatchGetItem",
      `{"RequestItems":{"connections":{"Keys":"id"}}}`,
      "Unexpected field type",
    ],
  ];
  for (const [what, operation, body, message] of unreadable) {
    it(`${what}: SerializationException`, async () => {
      const type = "SerializationException";
      assert.deepEqual(await send(operation, body), { status: 400, type, message });
    });
  }

  it("with deeply nested conditions, at once", async () => {
    const body = filter(`${"NOT (".repeat(300)}a = :a${")".repeat(300)}`);
    assert.equal((await send("Scan", JSON.stringify(body))).status, 200);
  });

  it("that the database fails on: InternalServerError, in the journal, and the item stays usable", async () => {
    const client = databaseClient(dynamoDb.endpoint);
    const put = () => client.send(new PutItemCommand({ TableName, Item: { id: { S: "a" } } }));
    await put();
    // Dynalite throws in a callback, while it holds the lock of the item.
    const failing = {
      TableName,
      Key: { id: { S: "a" } },
      ConditionExpression: ":a IN (absent)",
      ExpressionAttributeValues: { ":a": { S: "x" } },
    };
    assert.deepEqual(await send("DeleteItem", JSON.stringify(failing)), {
      status: 500,
      type: "InternalServerError",
      message: "Internal server error",
    });
    await put();
    client.destroy();
    const [failed, ...others] = recorder.all("dynamodb.failed");
    assert.equal(failed?.operation, "DeleteItem");
    assert.match(String(failed?.message), /undefined or null/);
    assert.deepEqual(others, []);
  });
});

function nested(levels: number): object {
  return levels === 0 ? { S: "x" } : { L: [nested(levels - 1)] };
}
