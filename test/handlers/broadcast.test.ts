import { deepEqual, equal, rejects } from "node:assert/strict";
import { broadcast } from "../../handlers/broadcast";
import type { ConnectionStore } from "../../handlers/connection-store";
import type { RouteResult } from "../../handlers/events";
import type { ManagementApi } from "../../handlers/management-api";
import { memoryConnectionStore } from "../../handlers/memory-connection-store";
import { recordConsole, restoreConsole, type ConsoleRecord } from "../support/console";
import { fakeManagementApi, sdkError } from "../support/fake-management-api";
import { contextOf, eventOf } from "../support/handler-events";

describe("A broadcast", () => {
  let logged: ConsoleRecord;
  beforeEach(() => {
    logged = recordConsole();
  });
  afterEach(restoreConsole);

  it("sends Echo me and the message to everyone, the sender included", async () => {
    const gateway = fakeManagementApi();
    const store = await storeOf("alice", "bob", "carol");
    deepEqual(await send("hello", store, gateway), { statusCode: 200 });
    deepEqual(gateway.recipients, ["alice", "bob", "carol"]);
    deepEqual(new Set(gateway.posts.map(({ message }) => message)), new Set(["Echo me: hello"]));
  });

  for (const message of [
    "",
    " ",
    "héllo, 世界 👋🏽",
    `{"action":"send","text":"\\u0000"}`,
    " 3",
    "3.5",
    "line 1\r\nline 2\n",
    "\u0000\ud800",
    "x".repeat(30_000),
  ]) {
    it(`sends ${JSON.stringify(message.slice(0, 40))} as it came`, async () => {
      const gateway = fakeManagementApi();
      await send(message, await storeOf("alice"), gateway);
      deepEqual(gateway.posts, [{ connectionId: "alice", message: `Echo me: ${message}` }]);
    });
  }

  it("sends an empty message for an event without a body", async () => {
    const gateway = fakeManagementApi();
    await broadcast(await storeOf("alice"), gateway)(eventOf("$default", "alice"), contextOf());
    equal(gateway.posts[0]?.message, "Echo me: ");
  });

  it("reaches the connections of all pages", async () => {
    const ids = Array.from({ length: 10 }, (_, i) => `c${i}`);
    const gateway = fakeManagementApi();
    await send("hello", await storeOf(...ids), gateway);
    deepEqual(gateway.recipients, ids);
  });

  it("is not stopped by a recipient that fails", async () => {
    const failure = sdkError("LimitExceededException", 429);
    const gateway = fakeManagementApi({ bob: failure });
    const store = await storeOf("alice", "bob", "carol");
    deepEqual(await send("hello", store, gateway), { statusCode: 200 });
    deepEqual(gateway.recipients, ["alice", "carol"]);
    deepEqual(await idsOf(store), ["alice", "bob", "carol"]);
    deepEqual(logged.errors, [[`The message could not be sent to connection "bob".`, failure]]);
  });

  for (const [by, error] of [
    ["by the name GoneException", Object.assign(new Error(), { name: "GoneException" })],
    ["by the status 410", sdkError("UnknownError", 410)],
    ["as the AWS SDK does", sdkError("GoneException", 410)],
  ] as const) {
    it(`forgets a recipient that is gone, told ${by}`, async () => {
      const store = await storeOf("alice", "bob", "carol");
      const gateway = fakeManagementApi({ bob: error });
      await send("hello", store, gateway);
      deepEqual(gateway.recipients, ["alice", "carol"]);
      deepEqual(await idsOf(store), ["alice", "carol"]);
      deepEqual(logged.errors, []);
    });
  }

  it("is not stopped when the gone cannot be removed", async () => {
    const failure = new Error("The table is gone.");
    const store = { ...(await storeOf("alice", "bob")), remove: () => Promise.reject(failure) };
    const gateway = fakeManagementApi({ alice: sdkError("GoneException", 410) });
    deepEqual(await send("hello", store, gateway), { statusCode: 200 });
    deepEqual(gateway.recipients, ["bob"]);
    deepEqual(logged.errors, [[`Connection "alice" is gone but could not be removed.`, failure]]);
  });

  it("reaches the others when the sender itself is gone", async () => {
    const gateway = fakeManagementApi({ alice: sdkError("GoneException", 410) });
    await send("hello", await storeOf("alice", "bob"), gateway);
    deepEqual(gateway.recipients, ["bob"]);
  });

  it("has 50 posts in flight and not one more", async () => {
    const gateway = fakeManagementApi();
    await send("hello", await storeOf(...Array.from({ length: 180 }, (_, i) => `c${i}`)), gateway);
    equal(gateway.mostInFlight, 50);
    equal(gateway.posts.length, 180);
  });

  it("logs how many were sent, gone and failed", async () => {
    const gone = sdkError("GoneException", 410);
    const failed = sdkError("InternalServerError", 500);
    const gateway = fakeManagementApi({ c1: gone, c2: gone, c5: failed });
    await send("hello", await storeOf("c0", "c1", "c2", "c3", "c4", "c5"), gateway);
    deepEqual(logged.logs, [["Broadcast: 3 sent, 2 gone, 1 failed."]]);
  });

  it("to nobody is none the less a broadcast", async () => {
    deepEqual(await send("hello", memoryConnectionStore(), fakeManagementApi()), {
      statusCode: 200,
    });
    deepEqual(logged.logs, [["Broadcast: 0 sent, 0 gone, 0 failed."]]);
  });

  it("fails when the store cannot be read, so that the sender hears of it", async () => {
    const failure = new Error("The table is gone.");
    const list = async function* () {
      yield [{ connectionId: "alice", connectedAt: Date.now() }];
      throw failure;
    };
    const store = { ...memoryConnectionStore(), list };
    await rejects(send("hello", store, fakeManagementApi()), failure);
  });
});

function send(body: string, store: ConnectionStore, gateway: ManagementApi): Promise<RouteResult> {
  return broadcast(store, gateway)(eventOf("$default", "alice", body), contextOf());
}

/** A store whose pages hold three connections. */
async function storeOf(...connectionIds: string[]): Promise<ConnectionStore> {
  const store = memoryConnectionStore(3);
  for (const connectionId of connectionIds)
    await store.add({ connectionId, connectedAt: Date.now() });
  return store;
}

async function idsOf(store: ConnectionStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of store.list()) ids.push(...page.map((c) => c.connectionId));
  return ids;
}
