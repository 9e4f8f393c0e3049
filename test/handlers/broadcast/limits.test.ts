import { deepEqual, equal } from "node:assert/strict";
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

  it("costs a flood no writes once it is reached, until the next second", async () => {
    const counted: number[] = [];
    const count = async (_: unknown, nowMs: number) => counted.push(nowMs);
    const excessOf = messageLimit({ count }, 2);
    const alice = { connectionId: "alice", connectedAt: 1 };
    const excesses: string[] = [];
    for (const ms of [1000, 1300, 1600, 1700, 1999, 2000])
      excesses.push(await excessOf(alice, 0, ms));
    deepEqual(counted, [1000, 1300, 1600, 2000]);
    deepEqual(excesses, ["none", "none", "first", "further", "further", "further"]);
  });

  it("counts a second of waiting as two messages, so that waits hold few environments", async () => {
    const store = memoryConnectionStore();
    const alice = { connectionId: "alice", connectedAt: Date.now() };
    await store.add(alice);
    const excessOf = messageLimit(store, 10);
    const excesses: string[] = [];
    for (const seconds of [3, 2, 1, 0]) excesses.push(await excessOf(alice, seconds, 0));
    deepEqual(excesses, ["none", "none", "first", "further"]);
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

/** Alice and Bob, connected. The store's time stands still: all their messages are of one second. */
async function room(messagesPerSecond: number, longestWait = 5) {
  const store = memoryConnectionStore();
  const connectedAt = Date.now();
  for (const connectionId of ["alice", "bob"]) await store.add({ connectionId, connectedAt });
  const gateway = fakeManagementApi();
  const count: typeof store.count = (connection, _, weight) => store.count(connection, 0, weight);
  const settings = settingsOf({ messagesPerSecond, longestWait });
  const route = broadcast({ ...store, count }, gateway, undefined, settings);
  const send = (connectionId: string, body: string) => {
    const event = eventOf("$default", connectionId, body);
    const requestContext = { ...event.requestContext, connectedAt };
    return route({ ...event, requestContext }, contextOf());
  };
  const posts = (connectionId: string) =>
    gateway.posts.filter((post) => post.connectionId === connectionId).map((post) => post.message);
  return { send, posts };
}
