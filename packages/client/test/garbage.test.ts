import assert from "node:assert/strict";
import fc from "fast-check";
import { start } from "./support/start";

const MINUTE_MS = 60_000;

/** Values that break what takes them for texts, numbers or names of its own. */
const odd = fc.constantFrom<unknown>(
  null,
  "",
  "__proto__",
  "constructor",
  "toString",
  1e300,
  -1,
  0.5,
  2 ** 53,
  true,
  [],
  { toString: 1, valueOf: 1 },
  { message: { toString: null } },
);
const value = fc.oneof(odd, fc.jsonValue({ maxDepth: 2 }), fc.nat(5));
const type = fc.constantFrom("reply", "error", "void", "pong", "message");
const frame = fc.record(
  {
    type: fc.oneof(type, value),
    room: fc.oneof(fc.constantFrom("a", "__proto__"), value),
    sequence: fc.oneof(fc.nat(20), value),
    id: value,
    from: value,
    replyTo: value,
    oldest: value,
    error: value,
    message: value,
    connectionId: value,
    requestId: value,
  },
  { requiredKeys: [] },
);

describe("A service that sends garbage", () => {
  it("does not end the connection, whatever it sends", async () => {
    const text = fc.oneof(
      frame.map((each) => JSON.stringify(each)),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 30 }), async (texts) => {
        const { clock, network, connection } = start({ since: { a: 0 } });
        await clock.advance(0);
        for (const each of texts) network.made[0]!.receive(each);
        await clock.advance(3 * MINUTE_MS);
        assert.equal(connection.state.name, "open");
        assert.equal(network.made.length, 1);
        void connection.close();
      }),
      { numRuns: 300, seed: Number(process.env.SEED ?? 24) },
    );
  });

  it("may answer with anything: what is asked for is asked again", async () => {
    for (const sequence of [null, "7", -1, 1e300, { toString: 1 }]) {
      const { clock, service, connection, network, texts } = start({ since: { a: 0 } });
      const handle = service.handle.bind(service);
      service.handle = (member, text) => {
        const { id } = JSON.parse(text) as { id: string };
        member.post({ type: "reply", replyTo: id, room: "a", sequence, oldest: sequence });
        service.handle = handle;
      };
      await clock.advance(0);
      handle(
        { post: () => 0, postInOrder: () => 0 },
        JSON.stringify({ action: "say", id: "1", room: "a", text: "hi" }),
      );
      await clock.advance(10 * MINUTE_MS);
      assert.equal(connection.state.name, "open");
      assert.equal(network.made.length, 1);
      assert.deepEqual(texts(), ["hi"], JSON.stringify(sequence));
    }
  });

  it("does not fill the memory with rooms: those after 1,000 are not put in order", async () => {
    const { clock, network, connection, messages } = start();
    await clock.advance(0);
    for (let i = 0; i < 1500; i++)
      network.made[0]!.receive(JSON.stringify({ room: `room ${i}`, sequence: 1, id: i }));
    assert.equal(messages.length, 1500);
    assert.equal(Object.keys(connection.since).length, 1000);
  });

  it("may name a room as objects name their own", async () => {
    const { clock, network, connection, texts, sent } = start();
    await clock.advance(0);
    for (const room of ["__proto__", "constructor"])
      for (const sequence of [2, 1, 3])
        network.made[0]!.receive(JSON.stringify({ room, sequence, text: `${room} ${sequence}` }));
    assert.deepEqual(texts(), ["__proto__ 2", "__proto__ 3", "constructor 2", "constructor 3"]);
    assert.deepEqual(Object.entries(connection.since), [
      ["__proto__", 3],
      ["constructor", 3],
    ]);
    network.made[0]!.cut();
    await clock.advance(MINUTE_MS);
    const rooms = sent(1).map(({ room, since }) => [room, since]);
    assert.deepEqual(rooms, [
      ["__proto__", 3],
      ["constructor", 3],
    ]);
  });
});

describe("Somebody else in a room", () => {
  it("suppresses no message by giving its ID to another one", async () => {
    const { clock, network, texts } = start();
    await clock.advance(0);
    const receive = (from: string, text: string) =>
      network.made[0]!.receive(JSON.stringify({ type: "direct", from, id: "seed-6", text }));
    receive("mallory", "first");
    receive("alice", "hello");
    receive("alice", "hello");
    assert.deepEqual(texts(), ["first", "hello"]);
  });
});

describe("A program that uses a connection wrongly", () => {
  it("hears what its URL function threw, and may close while it hangs", async () => {
    for (const thrown of [undefined, null, "no", new Error("Signed out")]) {
      const { clock, connection, states } = start({
        // A program may throw what is no error.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors
        url: () => Promise.reject(thrown),
      });
      await clock.advance(0);
      assert.equal(connection.state.name, "waiting");
      assert.equal(typeof states[0]!.reason, "string");
      await connection.close();
    }
    const hanging = start({ url: () => new Promise(() => undefined) });
    await hanging.clock.advance(1000);
    await hanging.connection.close();
    assert.equal(hanging.timers(), 0);
  });

  it("is told of a URL that is none, and another is asked for", async () => {
    const urls: unknown[] = [undefined, null, {}, "not a URL"];
    const { connection, states } = start({
      url: () => (urls.length > 0 ? (urls.shift() as string) : "ws://fake"),
      WebSocket: undefined,
      clock: undefined,
      random: () => 0,
    });
    await new Promise<void>((resolve) =>
      connection.on("state", ({ name }) => name === "waiting" && resolve()),
    );
    assert.match(states[0]!.reason!, /Error/);
    await connection.close();
  });

  it("may abort and close in every state, twice", async () => {
    for (const name of ["connecting", "open", "waiting", "swapping"]) {
      const controller = new AbortController();
      const { clock, connection, network, timers, until, untilSwapping } = start(
        { signal: controller.signal },
        { faults: { maxLatencyMs: 20 } },
      );
      if (name === "open") await until(() => connection.state.name === name);
      if (name === "waiting") {
        await until(() => connection.state.name === "open");
        network.made[0]!.cut();
        await until(() => connection.state.name === name);
      }
      if (name === "swapping") await untilSwapping();
      assert.equal(connection.state.name, name);
      controller.abort();
      assert.deepEqual([connection.state.name, connection.state.reason], ["closed", "Aborted"]);
      const both = [connection.close(), connection.close("Again")];
      await clock.advance(MINUTE_MS);
      await Promise.all(both);
      assert.equal(connection.state.reason, "Aborted");
      assert.deepEqual([network.sockets.size, timers()], [0, 0]);
      await assert.rejects(connection.send({ action: "say" }), { code: "closed" });
    }
  });
});
