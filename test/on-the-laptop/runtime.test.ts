import assert from "node:assert/strict";
import { join } from "node:path";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { databaseClient } from "pulumi-laptop/test/support/database-client";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("the program on a laptop", () => {
  let stage: TestStage;
  let alice: TestConnection;
  let bob: TestConnection;

  before(async () => {
    stage = await startStage({ program: join(__dirname, "../..") });
    // Two events at once: from now on two execution environments are warm.
    const connections = await Promise.all([stage.connect(), stage.connect()]);
    for (const connection of connections) await handled(() => connection.close());
  });
  after(() => stage.close());

  beforeEach(async () => {
    alice = await stage.connect();
    bob = await stage.connect();
  });
  afterEach(async () => {
    await handled(() => alice.close());
    await handled(() => bob.close());
  });

  /** Does something that causes one event, and waits until the function has handled it. */
  const handled = async (action: () => unknown) => {
    const result = stage.until("lambda.result");
    await action();
    return result;
  };
  /** Waits until the function has begun with the message. */
  const begun = async (connection: TestConnection, message: string) => {
    const invoke = stage.until("lambda.invoke");
    connection.send(message);
    return invoke;
  };
  const hear = async (message: string, ...connections: TestConnection[]) => {
    for (const connection of connections) assert.equal(await connection.next(), message);
  };

  it("sends a message to everyone connected, the sender included", async () => {
    await handled(() => alice.send("hello"));
    await hear("Echo me: hello", alice, bob);
    const logged = stage.all("lambda.log").map(({ message }) => String(message));
    assert.match(
      logged.at(-2)!,
      /^Broadcast: 2 listed, 2 sent, 0 gone, 0 retried, 0 repeated, 0 failed, 0 passed to fan-out, 1 page, \d+ ms\.$/,
    );
    const metrics = JSON.parse(logged.at(-1)!) as Record<string, unknown>;
    assert.deepEqual([metrics.Listed, metrics.Sent, metrics.Failed], [2, 2, 0]);
  });

  it("waits as many seconds as a message says, while a second environment answers", async () => {
    const first = await begun(alice, "1");
    const second = await begun(bob, "hello");
    assert.notEqual(first.environment, second.environment);
    const waited = stage.until("lambda.result", { requestId: first.requestId });
    await hear("Echo me: hello", alice, bob);
    await hear("Echo me: 1", alice, bob);
    await waited;
  });

  it("sends to one who joins during the wait", async () => {
    const { requestId } = await begun(alice, "+1");
    const waited = stage.until("lambda.result", { requestId });
    const carol = await stage.connect();
    await hear("Echo me: +1", carol, alice, bob);
    await waited;
    await handled(() => carol.close());
  });

  it("tells only the sender that a wait cannot end in time", async () => {
    await handled(() => alice.send("30"));
    assert.match(await alice.next(), /^Cannot wait 30 seconds: the function would time out; /);
    await handled(() => alice.send("hello"));
    await hear("Echo me: hello", bob, alice);
  });

  it("goes on with the others when one closes, and the table holds who is left", async () => {
    const carol = await stage.connect();
    await handled(() => alice.send("before"));
    await hear("Echo me: before", alice, bob, carol);
    await handled(() => carol.close(1000));
    await handled(() => bob.send("after"));
    await hear("Echo me: after", alice, bob);

    const left = new Set(stage.all("apigateway.connect").map(({ connectionId }) => connectionId));
    for (const { connectionId } of stage.all("apigateway.disconnect")) left.delete(connectionId);
    assert.equal(left.size, 2);
    assert.deepEqual(await storedConnections(stage), [...left].sort());
  });

  it("holds exactly one connection in the table when one of two is closed", async () => {
    const { connectionId } = stage.all("apigateway.connect").at(-1)!;
    await handled(() => alice.close(1000));
    assert.deepEqual(await storedConnections(stage), [connectionId]);
    await handled(() => bob.send("alone"));
    await hear("Echo me: alone", bob);
    alice = await stage.connect();
  });

  it("reuses a warm execution environment", async () => {
    const colds = stage.all("lambda.init").length;
    const one = await handled(() => alice.send("one"));
    const two = await handled(() => bob.send("two"));
    assert.equal(one.environment, two.environment);
    assert.equal(stage.all("lambda.init").length, colds);
  });

  it("sends messages byte for byte", async () => {
    const messages = [
      "héllo",
      "👋🏽 👩‍👩‍👧‍👦",
      '{"action":"none"}',
      " 3",
      "3.5",
      "\t\u0000\u2028",
      "x".repeat(30_000),
    ];
    for (const message of messages) {
      await handled(() => alice.send(message));
      await hear(`Echo me: ${message}`, alice, bob);
    }
  });

  it("closes a connection that sends a binary message with 1003", async () => {
    const carol = await stage.connect();
    await handled(() => carol.send(Buffer.from("hello")));
    assert.deepEqual(await carol.closed, { code: 1003, reason: "Binary is not supported" });
    await handled(() => alice.send("hello"));
    await hear("Echo me: hello", alice, bob);
  });

  it("logs once per execution environment that clients were created", async () => {
    const environments = stage.all("lambda.init").map(({ environment }) => environment);
    const created = stage
      .all("lambda.log")
      .filter(({ message }) => /^Clients? created/.test(String(message)))
      .map(({ environment }) => environment);
    assert.ok(environments.length >= 2);
    assert.deepEqual(created.sort(), environments.sort());
  });
});

/** The connection IDs in the table, as anyone reads them with the AWS SDK. */
async function storedConnections({ runtime }: TestStage): Promise<(string | undefined)[]> {
  const database = databaseClient(runtime.dynamoDbEndpoint, runtime.administrator);
  const TableName = runtime.model.tables[0]!.name;
  const { Items = [] } = await database.send(new ScanCommand({ TableName, ConsistentRead: true }));
  database.destroy();
  return Items.map(({ connectionId }) => connectionId?.S).sort();
}
