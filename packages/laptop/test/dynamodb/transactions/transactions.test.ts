import { deepEqual, equal } from "node:assert/strict";
import {
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type TransactionCanceledException,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { RoomsDatabase } from "../../support/dynamodb/rooms-database";

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
describe("A transaction", () => {
  let database: RoomsDatabase;
  beforeEach(async () => {
    database = await RoomsDatabase.start();
  });
  afterEach(() => database.close());

  const key = (id: string) => ({ id: { S: id } });
  const put = (id: string, options = {}, TableName = "rooms"): TransactWriteItem => ({
    Put: { TableName, Item: key(id), ...options },
  });
  const write = (
    TransactItems: TransactWriteItem[],
    options: Partial<TransactWriteItemsCommandInput> = {},
  ) => database.client.send(new TransactWriteItemsCommand({ TransactItems, ...options }));
  const failureOf = (TransactItems: TransactWriteItem[], options = {}) =>
    write(TransactItems, options).then(
      () => undefined,
      (error: TransactionCanceledException) => error,
    );
  const stored = async (TableName = "rooms") => {
    const { Items = [] } = await database.client.send(new ScanCommand({ TableName }));
    return Items.map(({ id }) => id!.S).sort();
  };
  const isNew = { ConditionExpression: "attribute_not_exists(id)" };

  it("writes all items, in several tables", async () => {
    await write([put("old")]);
    await write([
      put("a", isNew),
      put("alice", {}, "users"),
      { Delete: { TableName: "rooms", Key: key("old") } },
      {
        Update: {
          TableName: "rooms",
          Key: key("b"),
          UpdateExpression: "ADD visits :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
        },
      },
      { ConditionCheck: { TableName: "users", Key: key("bob"), ...isNew } },
    ]);
    deepEqual(await stored(), ["a", "b"]);
    deepEqual(await stored("users"), ["alice"]);
    const { Item } = await database.client.send(
      new GetItemCommand({ TableName: "rooms", Key: key("b") }),
    );
    deepEqual(Item, { id: { S: "b" }, visits: { N: "1" } });
  });

  it("does not delete what it only checks", async () => {
    await write([put("a")]);
    const exists = { ConditionExpression: "attribute_exists(id)" };
    await write([{ ConditionCheck: { TableName: "rooms", Key: key("a"), ...exists } }, put("b")]);
    deepEqual(await stored(), ["a", "b"]);
  });

  it("writes nothing if a condition fails, and tells the reason of each action", async () => {
    await write([put("a", { Item: { ...key("a"), topic: { S: "tea" } } })]);
    const error = await failureOf([
      put("b"),
      put("a", { ...isNew, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
      {
        Delete: { TableName: "rooms", Key: key("a2"), ConditionExpression: "attribute_exists(id)" },
      },
    ]);
    equal(error?.name, "TransactionCanceledException");
    equal(
      error?.message,
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]",
    );
    const Message = "The conditional request failed";
    deepEqual(error?.CancellationReasons, [
      { Code: "None" },
      { Code: "ConditionalCheckFailed", Message, Item: { id: { S: "a" }, topic: { S: "tea" } } },
      { Code: "ConditionalCheckFailed", Message },
    ]);
    deepEqual(await stored(), ["a"]);
  });

  it("writes nothing if an item would not be valid", async () => {
    const error = await failureOf([
      put("a"),
      {
        Update: { TableName: "rooms", Key: key("b"), UpdateExpression: "SET topic = absent" },
      },
      { Delete: { TableName: "rooms", Key: { other: { S: "x" } } } },
    ]);
    deepEqual(error?.CancellationReasons, [
      { Code: "None" },
      {
        Code: "ValidationError",
        Message: "The provided expression refers to an attribute that does not exist in the item",
      },
      {
        Code: "ValidationError",
        Message: "The provided key element does not match the schema",
      },
    ]);
    deepEqual(await stored(), []);
  });

  const refused: [what: string, items: TransactWriteItem[], error: string][] = [
    [
      "two actions on one item",
      [put("a"), { Delete: { TableName: "rooms", Key: { id: { S: "a" } } } }],
      "ValidationException: Transaction request cannot include multiple operations on one item",
    ],
    [
      "two actions in one",
      [{ ...put("a"), Delete: { TableName: "rooms", Key: { id: { S: "b" } } } }],
      "ValidationException: TransactItems can only contain one of Check, Put, Update or Delete",
    ],
    [
      "no action",
      [{}],
      "ValidationException: Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
    ],
    [
      "a table that there is not",
      [put("a"), put("a", {}, "missing")],
      "ResourceNotFoundException: Requested resource not found",
    ],
    [
      "an expression that is none",
      [put("a", { ConditionExpression: "attribute_exists(id" })],
      'ValidationException: Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "id"',
    ],
    [
      "an update without an expression",
      [{ Update: { TableName: "rooms", Key: { id: { S: "a" } } } as never }],
      "ValidationException: 1 validation error detected: Value null at 'transactItems.1.member.update.updateExpression' failed to satisfy constraint: Member must not be null",
    ],
    [
      "an empty key of an index",
      [put("a", { Item: { id: { S: "a" }, owner: { S: "" } } })],
      "ValidationException: One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-owner, IndexKey: owner",
    ],
  ];
  for (const [what, items, expected] of refused) {
    it(`is refused with ${what}`, async () => {
      const error = await failureOf(items);
      const message = error?.message.replace(
        /Syntax error; .*$/,
        'Syntax error; token: "<EOF>", near: "id"',
      );
      equal(`${error?.name}: ${message}`, expected);
      deepEqual(await stored(), []);
    });
  }

  it("has 100 actions at most, and one at least", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => put(`room-${i}`));
    await write(many(100));
    equal((await stored()).length, 100);
    for (const [count, limit] of [
      [101, "less than or equal to 100"],
      [0, "greater than or equal to 1"],
    ] as const) {
      const message = (await failureOf(many(count)))?.message;
      equal(
        message?.slice(message.indexOf(" at 'transactItems'")),
        ` at 'transactItems' failed to satisfy constraint: Member must have length ${limit}`,
      );
    }
  });

  it("has 4 MB of items at most", async () => {
    const large = (id: string) =>
      put(id, { Item: { ...key(id), text: { S: "x".repeat(399_000) } } });
    await write("0123456789".split("").map(large));
    const error = await failureOf("0123456789a".split("").map(large));
    equal(error?.name, "ValidationException");
    const Key = key("a");
    const { Item } = await database.client.send(new GetItemCommand({ TableName: "rooms", Key }));
    equal(Item, undefined);
  });

  it("happens once for one token, which is for one request", async () => {
    const add: TransactWriteItem = {
      Update: {
        TableName: "rooms",
        Key: key("a"),
        UpdateExpression: "ADD visits :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    };
    const visits = async () => {
      const command = new GetItemCommand({ TableName: "rooms", Key: key("a") });
      return (await database.client.send(command)).Item?.visits?.N;
    };
    const ClientRequestToken = "once";
    await write([add], { ClientRequestToken });
    await write([add], { ClientRequestToken });
    equal(await visits(), "1");
    equal(
      (await failureOf([add, put("b")], { ClientRequestToken }))?.name,
      "IdempotentParameterMismatchException",
    );
    database.clock.advance(10 * 60 * 1000);
    await write([add], { ClientRequestToken });
    equal(await visits(), "2");
  });

  it("is isolated from all else that goes on", async () => {
    const balance = (id: string, by: number): TransactWriteItem => ({
      Update: {
        TableName: "rooms",
        Key: key(id),
        UpdateExpression: "ADD amount :by",
        ExpressionAttributeValues: { ":by": { N: String(by) } },
      },
    });
    const read = async () => {
      const Get = (id: string) => ({ Get: { TableName: "rooms", Key: key(id) } });
      const { Responses = [] } = await database.client.send(
        new TransactGetItemsCommand({ TransactItems: [Get("a"), Get("b")] }),
      );
      return Responses.reduce((sum, { Item }) => sum + Number(Item?.amount?.N ?? 0), 0);
    };
    const { Update } = balance("a", 1);
    const sums = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await write([balance("a", i), balance("b", -i)]);
        await database.client.send(new UpdateItemCommand({ ...Update!, Key: key("c") }));
        return read();
      }),
    );
    deepEqual([...new Set(sums)], [0]);
    const { Item } = await database.client.send(
      new GetItemCommand({ TableName: "rooms", Key: key("c") }),
    );
    equal(Item?.amount?.N, "20");
  });

  it("reads what there is, with projections, at twice the capacity", async () => {
    const Item = { ...key("a"), topic: { S: "tea" } };
    await database.client.send(new PutItemCommand({ TableName: "rooms", Item }));
    const { Responses, ConsumedCapacity } = await database.client.send(
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName: "rooms", Key: key("a"), ProjectionExpression: "topic" } },
          { Get: { TableName: "users", Key: key("nobody") } },
        ],
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    deepEqual(Responses, [{ Item: { topic: { S: "tea" } } }, {}]);
    deepEqual(
      ConsumedCapacity?.map(({ TableName, CapacityUnits }) => [TableName, CapacityUnits]),
      [
        ["rooms", 2],
        ["users", 2],
      ],
    );
  });
});
