import { deepEqual, equal, match } from "node:assert/strict";
import { setImmediate as aTurn } from "node:timers/promises";
import { broadcast } from "../../../handlers/broadcast/broadcast";
import type { ConnectionStore } from "../../../handlers/stores/connection-store";
import { memoryConnectionStore } from "../../../handlers/stores/memory/memory-connection-store";
import { settingsOf } from "../support/broadcast-settings";
import { recordConsole, restoreConsole } from "../support/console";
import {
  fakeManagementApi,
  sdkError,
  type FakeManagementApi,
} from "../support/fake-management-api";
import { fakeTimeouts, restoreTimeouts, type FakeTimeouts } from "../support/fake-time";
import { contextOf, eventOf } from "../support/handler-events";

describe("A broadcast of an integer", () => {
  let timeouts: FakeTimeouts;
  let store: ConnectionStore;
  let gateway: FakeManagementApi;
  beforeEach(async () => {
    recordConsole();
    timeouts = fakeTimeouts();
    store = memoryConnectionStore();
    gateway = fakeManagementApi();
    await join("alice");
  });
  afterEach(() => {
    restoreTimeouts();
    restoreConsole();
  });

  const join = async (connectionId: string) => {
    const connection = { connectionId, connectedAt: Date.now() };
    await store.add(connection);
    return connection;
  };
  const send = (message: string, remainingMs?: number) =>
    broadcast(
      store,
      gateway,
      undefined,
      settingsOf(),
    )(eventOf("$default", "alice", message), contextOf(remainingMs));

  it("waits that many seconds first", async () => {
    const sending = send("3");
    await aTurn();
    deepEqual(timeouts.waitsMs, [3000]);
    deepEqual(gateway.posts, []);
    timeouts.pass();
    deepEqual(await sending, { statusCode: 200 });
    deepEqual(gateway.posts, [{ connectionId: "alice", message: "Echo me: 3" }]);
  });

  it("keeps the sign and the zeros of the message", async () => {
    const sending = send("+007");
    await aTurn();
    deepEqual(timeouts.waitsMs, [7000]);
    timeouts.pass();
    await sending;
    equal(gateway.posts[0]?.message, "Echo me: +007");
  });

  it("reads the connections after the wait, so that it includes those made meanwhile", async () => {
    const bob = await join("bob");
    const sending = send("3");
    await join("carol");
    await store.remove(bob);
    timeouts.pass();
    await sending;
    deepEqual(gateway.recipients, ["alice", "carol"]);
  });

  for (const message of ["0", "-5", "-9223372036854775808", "3a", "3.5", " 3", "0x3"]) {
    it(`does not wait for ${JSON.stringify(message)}`, async () => {
      deepEqual(await send(message), { statusCode: 200 });
      equal(gateway.posts[0]?.message, `Echo me: ${message}`);
    });
  }

  it("waits if the broadcast after it can still end in time", async () => {
    const sending = send("28", 29_000);
    await aTurn();
    deepEqual(timeouts.waitsMs, [28_000]);
    timeouts.pass();
    deepEqual(await sending, { statusCode: 200 });
  });

  for (const [seconds, remainingMs] of [
    ["29", 29_000],
    ["9223372036854775807", 29_000],
    ["1", 1500],
    ["1", 500],
  ] as const) {
    it(`tells the sender, and only the sender, that ${seconds} s do not fit into ${remainingMs} ms`, async () => {
      await join("bob");
      deepEqual(await send(seconds, remainingMs), { statusCode: 400 });
      deepEqual(timeouts.waitsMs, []);
      deepEqual(gateway.recipients, ["alice"]);
      match(gateway.posts[0]!.message, /^Cannot wait \d+ seconds: the function would time out; /);
    });
  }

  it("tells the sender the longest wait", async () => {
    await send("30", 20_500);
    equal(
      gateway.posts[0]?.message,
      "Cannot wait 30 seconds: the function would time out; 19 is the most.",
    );
  });

  it("removes a sender that is gone before it is told", async () => {
    gateway = fakeManagementApi({ alice: sdkError("GoneException", 410) });
    const event = eventOf("$default", "alice", "30");
    const { connectedAt } = event.requestContext;
    await store.add({ connectionId: "alice", connectedAt });
    deepEqual(await broadcast(store, gateway)(event, contextOf()), { statusCode: 400 });
    for await (const page of store.list()) deepEqual(page, []);
  });
});
