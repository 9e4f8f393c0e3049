import assert from "node:assert/strict";
import { connectTo, refusalOf, type TestConnection } from "../support/connection";
import { startTestGateway, type TestGateway } from "../support/gateway/gateway";
import { apiOf, stageOf } from "../support/models";

const MINUTE = 60_000;

describe("throttling", () => {
  let gateway: TestGateway;

  const start = async (...options: Parameters<typeof startTestGateway>) => {
    await gateway?.close();
    gateway = await startTestGateway(...options);
  };
  beforeEach(() => start());
  afterEach(() => gateway.close());

  const connectionId = () => gateway.events[0]!.requestContext.connectionId;

  /** Sends messages in turn. @returns whether each reached the function. */
  const admitted = async (alice: TestConnection, ...bodies: string[]) => {
    const results: boolean[] = [];
    for (const body of bodies) {
      alice.send(body);
      const { message } = JSON.parse(await alice.next()) as { message: string };
      assert.ok(message === "Internal server error" || message === "Too Many Requests");
      results.push(message === "Internal server error");
    }
    return results;
  };
  const throttled = async (parts: Parameters<typeof stageOf>[1]) => {
    const stages = [stageOf("dev", parts)];
    await start({ api: apiOf(["$disconnect", "$default", "echo"], { stages }) });
    gateway.handle = () => assert.fail("so that every message is answered");
    return connectTo(gateway.url);
  };
  it("of a stage admits a burst, and then a rate", async () => {
    const alice = await throttled({ throttle: { rateLimit: 2, burstLimit: 3 } });
    const five = ["1", "2", "3", "4", "5"];
    assert.deepEqual(await admitted(alice, ...five), [true, true, true, false, false]);
    gateway.clock.advance(499);
    assert.deepEqual(await admitted(alice, "6"), [false]);
    gateway.clock.advance(1);
    assert.deepEqual(await admitted(alice, "7", "8"), [true, false]);
    gateway.clock.advance((60 * MINUTE) / 60);
    assert.deepEqual(await admitted(alice, ...five), [true, true, true, false, false]);
  });
  it("of a route comes before the stage's", async () => {
    const routeThrottles = new Map([["echo", { rateLimit: 1, burstLimit: 1 }]]);
    const alice = await throttled({ throttle: { rateLimit: 1, burstLimit: 2 }, routeThrottles });
    const echo = '{"action":"echo"}';
    assert.deepEqual(await admitted(alice, echo, echo, "1", "2", "3"), [
      true,
      false,
      true,
      true,
      false,
    ]);
  });
  it("answers a message with this frame, and the connection stays open", async () => {
    const nothing = { rateLimit: 1, burstLimit: 0 };
    const alice = await throttled({ routeThrottles: new Map([["$default", nothing]]) });
    alice.send("hello");
    assert.match(
      await alice.next(),
      /^{"message": "Too Many Requests", "connectionId":"[\w-]{18}==", "requestId":"[\w-]{15}="}$/,
    );
    assert.deepEqual(await admitted(alice, "again"), [false]);
  });
  it("answers $connect with 429, and never holds up $disconnect", async () => {
    await start({
      api: apiOf(["$connect", "$disconnect"], {
        stages: [stageOf("dev", { throttle: { rateLimit: 0, burstLimit: 1 } })],
      }),
    });
    const disconnected = gateway.next("DISCONNECT");
    await (await connectTo(gateway.url)).close();
    await disconnected;
    assert.equal((await refusalOf(gateway.url)).status, 429);
  });
  it("of the account admits 5,000 requests at once, posts included, and 10,000 a second", async () => {
    const alice = await connectTo(gateway.url);
    const [id, statuses] = [connectionId(), new Map<number, number>()];
    for (let i = 0; i < 51; i++) {
      for (const { status } of await Promise.all(
        Array.from({ length: 100 }, () => gateway.call("GET", id)),
      ))
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    // The handshake was a request too.
    assert.deepEqual(
      [...statuses],
      [
        [200, 4999],
        [429, 101],
      ],
    );
    gateway.clock.advance(1);
    const after = await Promise.all(Array.from({ length: 11 }, () => gateway.call("GET", id)));
    assert.equal(after.filter(({ status }) => status === 200).length, 10);
    alice.cut();
  });
  it("of an account whose quota AWS has raised admits that many, and half of it at once", async () => {
    await start({ requestsPerSecond: 20 });
    const alice = await connectTo(gateway.url);
    const id = connectionId();
    const admittedOf = async (count: number) => {
      const calls = Array.from({ length: count }, () => gateway.call("GET", id));
      return (await Promise.all(calls)).filter(({ status }) => status === 200).length;
    };
    // The handshake was a request too.
    assert.equal(await admittedOf(12), 9);
    gateway.clock.advance(200);
    assert.equal(await admittedOf(12), 4);
    alice.cut();
  });
});
