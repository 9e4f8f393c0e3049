import assert from "node:assert/strict";
import { startLaptop, type Laptop, type TestConnection } from "pulumi-laptop/test";
import { PROJECT_FOLDER } from "../support/evaluated";

describe("the program on a laptop", () => {
  let laptop: Laptop;
  let alice: TestConnection;
  let bob: TestConnection;

  before(async () => {
    laptop = await startLaptop({ program: PROJECT_FOLDER });
    // Two events at once: from now on two execution environments are warm.
    const connections = await Promise.all([laptop.connect(), laptop.connect()]);
    for (const connection of connections) await connection.close();
    await laptop.settled();
  });
  after(() => laptop.close());

  beforeEach(async () => {
    alice = await laptop.connect();
    bob = await laptop.connect();
  });
  afterEach(async () => {
    await alice.close();
    await bob.close();
    await laptop.settled();
  });

  /** Sends a message, and waits until everything that follows has happened. */
  const send = async (connection: TestConnection, message: string) => {
    await connection.send(message);
    await laptop.settled();
  };
  /** Waits until the function has begun with the message. */
  const begun = async (connection: TestConnection, message: string) => {
    const invoke = laptop.until({ service: "lambda", event: "invoke" });
    await connection.send(message);
    return invoke;
  };
  /** The connection IDs in the table. */
  const stored = async () =>
    (await laptop.table("connections").items()).map(({ connectionId }) => connectionId).sort();
  const hear = async (message: string, ...connections: TestConnection[]) => {
    for (const connection of connections) assert.equal(await connection.next(), message);
  };

  it("sends a message to everyone connected, the sender included", async () => {
    await send(alice, "hello");
    await hear("Echo me: hello", alice, bob);
    const logged = laptop.entries({ service: "lambda", event: "log" }).at(-1)!;
    assert.match(
      String(logged.message),
      /^Broadcast: 2 listed, 2 sent, 0 gone, 0 retried, 0 repeated, 0 failed, 0 passed to fan-out, 1 page, \d+ ms\.$/,
    );
    const line = JSON.parse(String(logged.line)) as Record<string, unknown>;
    assert.deepEqual([line.Listed, line.Sent, line.Failed], [2, 2, 0]);
    assert.deepEqual(
      [line.level, line.requestId, line.connectionId],
      ["INFO", logged.requestId, alice.id],
    );
  });

  it("waits as many seconds as a message says, while a second environment answers", async () => {
    const first = await begun(alice, "1");
    const second = await begun(bob, "hello");
    assert.notEqual(first.environment, second.environment);
    await laptop.settled();
    const results = laptop.entries({ service: "lambda", event: "result" });
    const { durationMs } = results.find(({ requestId }) => requestId === first.requestId)!;
    assert.ok(Number(durationMs) >= 1000, `${Number(durationMs)} ms`);
    // Whose broadcast ends first is a matter of this machine's load.
    for (const { unread } of [alice, bob])
      assert.deepEqual([...unread].sort(), ["Echo me: 1", "Echo me: hello"]);
  });

  it("sends to one who joins during the wait", async () => {
    // Longer than a handshake takes on a busy machine.
    await begun(alice, "+5");
    const carol = await laptop.connect();
    await hear("Echo me: +5", carol, alice, bob);
    await laptop.settled();
    await carol.close();
    await laptop.settled();
  });

  it("tells only the sender that a wait cannot end in time", async () => {
    await send(alice, "30");
    assert.match(await alice.next(), /^Cannot wait 30 seconds: the function would time out; /);
    await send(alice, "hello");
    await hear("Echo me: hello", bob, alice);
  });

  it("goes on with the others when one closes, and the table holds who is left", async () => {
    const carol = await laptop.connect();
    await send(alice, "before");
    await hear("Echo me: before", alice, bob, carol);
    await carol.close(1000);
    await laptop.settled();
    await send(bob, "after");
    await hear("Echo me: after", alice, bob);

    assert.deepEqual(await stored(), [alice.id, bob.id].sort());
  });

  it("holds exactly one connection in the table when one of two is closed", async () => {
    await alice.close(1000);
    await laptop.settled();
    assert.deepEqual(await stored(), [bob.id]);
    await send(bob, "alone");
    await hear("Echo me: alone", bob);
    alice = await laptop.connect();
  });

  it("reuses a warm execution environment", async () => {
    const colds = laptop.entries({ event: "init" }).length;
    await send(alice, "one");
    await send(bob, "two");
    const [one, two] = laptop.entries({ service: "lambda", event: "result" }).slice(-2);
    assert.equal(one!.environment, two!.environment);
    assert.equal(laptop.entries({ event: "init" }).length, colds);
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
      await send(alice, message);
      await hear(`Echo me: ${message}`, alice, bob);
    }
  });

  it("closes a connection that sends a binary message with 1003", async () => {
    const carol = await laptop.connect();
    await carol.send(Buffer.from("hello"));
    assert.deepEqual(await carol.closed, { code: 1003, reason: "Binary is not supported" });
    await laptop.settled();
    await send(alice, "hello");
    await hear("Echo me: hello", alice, bob);
  });

  it("logs once per execution environment that clients were created", async () => {
    const environments = laptop.entries({ event: "init" }).map(({ environment }) => environment);
    const created = laptop
      .entries({ service: "lambda", event: "log" })
      .filter(({ message }) => /^Clients? created/.test(String(message)))
      .map(({ environment }) => environment);
    assert.ok(environments.length >= 2);
    assert.deepEqual(created.sort(), environments.sort());
  });

  it("stores what DynamoDB throttles", async () => {
    const throttled = laptop.fail("dynamodb:PutItem", { times: 1, with: "ThrottlingException" });
    const carol = await laptop.connect();
    assert.equal(throttled.calls, 1);
    assert.deepEqual(await stored(), [alice.id, bob.id, carol.id].sort());
    await carol.close();
    await laptop.settled();
  });
});
