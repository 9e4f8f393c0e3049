import assert from "node:assert/strict";
import { Database } from "../../../src/dynamodb/dynalite/database";
import { sharedIterator } from "../../../src/dynamodb/dynalite/iterators";

describe("The iterators of dynalite's database", () => {
  const iterators = sharedIterator();
  const { close } = iterators;
  let closed: number;
  let onClosed: () => void;

  beforeEach(() => {
    closed = 0;
    onClosed = () => {};
    iterators.close = function () {
      closed++;
      onClosed();
      return close.call(this);
    };
  });
  afterEach(() => {
    iterators.close = close;
  });

  it("are closed when a Scan or a Query ends, also one that a limit ends", async () => {
    const database = new Database({
      region: "us-east-1",
      accountId: "123456789012",
      now: () => 0,
      onLateError: (error) => assert.fail(error),
    });
    const run = (name: string, input: object) => database.run(database.operation(name)!, input);
    await run("CreateTable", {
      TableName: "rooms",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    const isActive = async () =>
      JSON.stringify(await run("DescribeTable", { TableName: "rooms" })).includes('"ACTIVE"');
    while (!(await isActive()));
    for (const id of ["a", "b", "c"])
      await run("PutItem", { TableName: "rooms", Item: { id: { S: id } } });
    const query = {
      TableName: "rooms",
      KeyConditionExpression: "id = :id",
      ExpressionAttributeValues: { ":id": { S: "b" } },
    };
    for (const [name, input] of [
      ["Scan", { TableName: "rooms" }],
      ["Scan", { TableName: "rooms", Limit: 1 }],
      ["Query", query],
    ] as const) {
      const before = closed;
      const ended = new Promise<void>((resolve) => (onClosed = resolve));
      assert.equal((await run(name, input)).status, 200);
      // It may be closed after the answer.
      if (closed === before) await ended;
    }
    assert.equal(closed, 3);
  });
});
