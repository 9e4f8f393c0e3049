import { deepEqual, equal, ok } from "node:assert/strict";
import { broadcast } from "../../../handlers/broadcast/broadcast";
import { messageLimit } from "../../../handlers/message-limit";
import { memoryConnectionStore } from "../../../handlers/stores/memory/memory-connection-store";
import { settingsOf } from "../support/broadcast-settings";
import { recordConsole, restoreConsole } from "../support/console";
import { fakeManagementApi } from "../support/fake-management-api";
import { contextOf, eventOf } from "../support/handler-events";

describe("The limit of a connection's messages", () => {
  beforeEach(() => {
    recordConsole();
  });
  afterEach(restoreConsole);

  it("refuses what is above it, and tells the sender once", async () => {
    const { send, posts } = await room(3);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await send("alice", `m${i}`)).statusCode);
    deepEqual(statuses, [200, 200, 200, 429, 429, 429]);
    deepEqual(posts("bob"), ["Echo me: m0", "Echo me: m1", "Echo me: m2"]);
    equal(
      posts("alice").at(-1),
      "Too many messages: a connection may send 3 a second. The others were not sent.",
    );
    equal(posts("alice").length, 4);
  });

  it("does not count the messages of others", async () => {
    const { send } = await room(1);
    equal((await send("alice", "a")).statusCode, 200);
    equal((await send("bob", "b")).statusCode, 200);
    equal((await send("bob", "c")).statusCode, 429);
  });

  it("counts when messages were received, however late an environment gets them", async () => {
    const { send } = await room(1);
    const startMs = Date.now() - 60_000;
    const statusesAt = async (...seconds: number[]) => {
      const statuses: number[] = [];
      for (const second of seconds)
        statuses.push((await send("alice", "late", startMs + second * 1000)).statusCode);
      return statuses;
    };
    deepEqual(await statusesAt(0, 1, 2, 2.001, 2.3), [200, 200, 200, 429, 429]);
  });

  it("accepts a second's messages at once, and then a few each quarter of a second", async () => {
    const accepted = await flood({ perSecond: 10, messages: 1000, everyMs: 5 });
    deepEqual(
      accepted.slice(0, 10),
      Array.from({ length: 10 }, (_, i) => i * 5),
    );
    for (let ms = 50; ms < 5000; ms += 250) {
      const { length } = accepted.filter((at) => at >= ms && at < ms + 250);
      ok(length <= 3, `${length} from ${ms} ms on`);
    }
    ok(accepted.length > 10 + 45 && accepted.length <= 10 + 50, String(accepted.length));
  });

  for (const perSecond of [1, 3, 6, 7, 64, 100, 999, 1000])
    it(`lets the ${perSecond} messages of a second come at once, and no more`, async () => {
      const accepted = await flood({ perSecond, messages: perSecond + 5, everyMs: 0 });
      equal(accepted.length, perSecond);
    });

  it("asks the store little for what is above the limit", async () => {
    const store = memoryConnectionStore();
    let charges = 0;
    const charge: typeof store.charge = (...args) => {
      charges++;
      return store.charge(...args);
    };
    const accepted = await flood({
      perSecond: 10,
      messages: 2000,
      everyMs: 5,
      store: { ...store, charge },
    });
    // Four times a second, for ten seconds.
    ok(charges <= accepted.length + 40, `${charges} charges`);
  });

  it("asks the store again when what was owed is paid off", async () => {
    const store = memoryConnectionStore();
    const excessOf = messageLimit(store, 1);
    const alice = { connectionId: "alice", connectedAt: 1 };
    await store.add(alice);
    equal(await excessOf(alice, 0, 0), "none");
    equal(await excessOf(alice, 0, 1), "first");
    // It comes again under its ID, owing nothing.
    const later = { connectionId: "alice", connectedAt: 2 };
    await store.add(later);
    equal(await excessOf(later, 0, 1000), "none");
  });

  it("counts a second of waiting as two messages, so that waits hold few environments", async () => {
    const store = memoryConnectionStore();
    const alice = { connectionId: "alice", connectedAt: Date.now() };
    await store.add(alice);
    const excessOf = messageLimit(store, 10);
    const excesses: string[] = [];
    for (const seconds of [3, 2, 1, 0]) excesses.push(await excessOf(alice, seconds, 0));
    deepEqual(excesses, ["none", "none", "first", "further"]);
    equal(await excessOf(alice, 5, 700), "further");
    equal(await excessOf(alice, 5, 1000), "none");
    equal(await excessOf(alice, 0, 1000), "first");
  });

  it("lets a single wait through, however low the limit", async () => {
    const { send, posts } = await room(1, 5);
    equal((await send("alice", "1")).statusCode, 200);
    deepEqual(posts("bob"), ["Echo me: 1"]);
  });

  it("does not count a wait that is refused as more than a message", async () => {
    const { send } = await room(2, 5);
    equal((await send("alice", "6")).statusCode, 400);
    equal((await send("alice", "hello")).statusCode, 200);
  });

  it("is none if it is 0", async () => {
    const { send, posts } = await room(0);
    for (let i = 0; i < 50; i++) await send("alice", "hello");
    equal(posts("bob").length, 50);
  });
});

describe("The longest wait", () => {
  afterEach(restoreConsole);

  it("is told to a sender who asks for more, and nobody waits", async () => {
    recordConsole();
    const { send, posts } = await room(0, 5);
    equal((await send("alice", "6")).statusCode, 400);
    deepEqual(posts("alice"), ["Cannot wait 6 seconds: 5 is the most."]);
    deepEqual(posts("bob"), []);
  });
});

/** Alice and Bob, connected. All their messages come at once, unless they say when. */
async function room(messagesPerSecond: number, longestWait = 5) {
  const store = memoryConnectionStore();
  const connectedAt = Date.now();
  for (const connectionId of ["alice", "bob"]) await store.add({ connectionId, connectedAt });
  const gateway = fakeManagementApi();
  const settings = settingsOf({ messagesPerSecond, longestWait });
  const route = broadcast(store, gateway, undefined, settings);
  const send = (connectionId: string, body: string, requestTimeEpoch = connectedAt) => {
    const event = eventOf("$default", connectionId, body);
    const requestContext = { ...event.requestContext, connectedAt, requestTimeEpoch };
    return route({ ...event, requestContext }, contextOf());
  };
  const posts = (connectionId: string) =>
    gateway.posts.filter((post) => post.connectionId === connectionId).map((post) => post.message);
  return { send, posts };
}

/** @returns when the messages came that were accepted, in milliseconds since the first. */
async function flood(options: {
  perSecond: number;
  messages: number;
  everyMs: number;
  store?: ReturnType<typeof memoryConnectionStore>;
}): Promise<number[]> {
  const { perSecond, messages, everyMs, store = memoryConnectionStore() } = options;
  const alice = { connectionId: "alice", connectedAt: Date.now() };
  await store.add(alice);
  const excessOf = messageLimit(store, perSecond);
  const accepted: number[] = [];
  for (let i = 0; i < messages; i++)
    if ((await excessOf(alice, 0, i * everyMs)) === "none") accepted.push(i * everyMs);
  return accepted;
}
