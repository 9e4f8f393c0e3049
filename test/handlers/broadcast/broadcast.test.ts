import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { broadcast } from "../../../handlers/broadcast/broadcast";
import { HANDSHAKE_MS } from "../../../handlers/broadcast/next-step";
import type { BroadcastSettings } from "../../../handlers/broadcast/settings";
import type { ConnectionStore } from "../../../handlers/stores/connection-store";
import type { RouteResult } from "../../../handlers/events";
import type { ManagementApi } from "../../../handlers/management/management-api";
import { memoryConnectionStore } from "../../../handlers/stores/memory/memory-connection-store";
import { settingsOf } from "../support/broadcast-settings";
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

  it("goes on when the post to one connection fails", async () => {
    const failure = sdkError("LimitExceededException", 429);
    const gateway = fakeManagementApi({ bob: failure });
    const store = await storeOf("alice", "bob", "carol");
    deepEqual(await send("hello", store, gateway), { statusCode: 200 });
    deepEqual(gateway.recipients, ["alice", "carol"]);
    deepEqual(await idsOf(store), ["alice", "bob", "carol"]);
    const reason = "429 LimitExceededException";
    deepEqual(logged.errors, [[`The message could not be sent to connection "bob".`, reason]]);
  });

  for (const [by, error] of [
    ["with a type", sdkError("GoneException", 410)],
    ["by the status alone", sdkError("", 410)],
  ] as const) {
    it(`forgets a recipient that is gone, ${by}`, async () => {
      const store = await storeOf("alice", "bob", "carol");
      const gateway = fakeManagementApi({ bob: error });
      await send("hello", store, gateway);
      deepEqual(gateway.recipients, ["alice", "carol"]);
      deepEqual(await idsOf(store), ["alice", "carol"]);
      deepEqual(logged.errors, []);
    });
  }

  it("goes on when a connection that is gone cannot be removed", async () => {
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

  it("keeps to the maximum number of posts in flight", async () => {
    const gateway = fakeManagementApi();
    const ids = Array.from({ length: 300 }, (_, i) => `c${i}`);
    await send("hello", await storeOf(...ids), gateway, { postsInFlight: 20 });
    equal(gateway.mostInFlight, 20);
    equal(gateway.posts.length, 300);
  });

  it("posts to the first page before it reads the second", async () => {
    const store = await storeOf("alice", "bob", "carol", "dave");
    const gateway = fakeManagementApi();
    const postsBeforePage: number[] = [];
    const list = async function* () {
      for await (const page of store.list()) {
        yield page;
        postsBeforePage.push(gateway.mostInFlight);
      }
    };
    await send("hello", { ...store, list }, gateway);
    deepEqual(postsBeforePage, [3, 4]);
  });

  it("tells the sender, and posts to nobody else, when the gateway finds the message too large", async () => {
    const tooLarge = sdkError("", 413);
    const ids = Array.from({ length: 50 }, (_, i) => `c${i}`);
    const gateway = fakeManagementApi(Object.fromEntries(ids.map((id) => [id, tooLarge])));
    const store = await storeOf(...ids, "alice");
    gateway.prepare = () => () => Promise.resolve({ status: 413, errorType: "" });
    deepEqual(await send("x".repeat(131_064), store, gateway), { statusCode: 413 });
    deepEqual(gateway.posts, [
      {
        connectionId: "alice",
        message: `The message is too large: with "Echo me: " it has 131073 bytes; 131072 is the most.`,
      },
    ]);
    equal((await idsOf(store)).length, 51);
  });

  it("stops with the reason when posting is denied", async () => {
    const gateway = fakeManagementApi();
    let posts = 0;
    gateway.prepare = () => async () => {
      posts++;
      await new Promise((resolve) => setImmediate(resolve));
      return { status: 403, errorType: "AccessDeniedException" };
    };
    const store = await storeOf(...Array.from({ length: 100 }, (_, i) => `c${i}`));
    await rejects(send("hello", store, gateway), {
      message:
        "The broadcast was stopped: API Gateway refuses posts with 403 AccessDeniedException. Add manageConnections(stage) to the function's allow list.",
    });
    ok(posts <= 8, `${posts} posts`);
  });

  it("logs how many were listed, sent, gone, retried, repeated, failed and passed to fan-out", async () => {
    const gone = sdkError("GoneException", 410);
    const throttled = sdkError("LimitExceededException", 429);
    const failed = sdkError("InternalServerError", 500);
    const gateway = fakeManagementApi({ c1: gone, c2: gone, c5: failed, c6: throttled });
    await send("hello", await storeOf("c0", "c1", "c2", "c3", "c4", "c5", "c6"), gateway);
    match(
      String(logged.logs[0]),
      /^Broadcast: 7 listed, 3 sent, 2 gone, 9 retried, 1 repeated, 2 failed, 0 passed to fan-out, 3 pages, \d+ ms\.$/,
    );
  });

  it("answers 200 when nobody is connected", async () => {
    deepEqual(await send("hello", memoryConnectionStore(), fakeManagementApi()), {
      statusCode: 200,
    });
    match(String(logged.logs[0]), /^Broadcast: 0 listed, 0 sent, 0 gone, /);
  });

  it("fails when the store cannot be read, so that the sender gets an error", async () => {
    const failure = new Error("The table is gone.");
    const list = async function* () {
      yield [{ connectionId: "alice", connectedAt: Date.now() }];
      throw failure;
    };
    const store = { ...memoryConnectionStore(), list };
    const gateway = fakeManagementApi();
    await rejects(send("hello", store, gateway), failure);
    deepEqual(gateway.recipients, ["alice"]);
  });
});

function send(
  body: string,
  store: ConnectionStore,
  gateway: ManagementApi,
  settings: Partial<BroadcastSettings> = {},
): Promise<RouteResult> {
  const route = broadcast(store, gateway, undefined, settingsOf(settings));
  return route(eventOf("$default", "alice", body), contextOf());
}

/** A store whose pages hold three connections, each older than a handshake can last. */
async function storeOf(...connectionIds: string[]): Promise<ConnectionStore> {
  const store = memoryConnectionStore(3);
  for (const connectionId of connectionIds)
    await store.add({ connectionId, connectedAt: Date.now() - HANDSHAKE_MS });
  return store;
}

async function idsOf(store: ConnectionStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of store.list()) ids.push(...page.map((c) => c.connectionId));
  return ids;
}
