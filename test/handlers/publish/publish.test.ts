import { deepEqual, equal, rejects } from "node:assert/strict";
import { publish } from "../../../handlers/publish/publish";
import { memoryConnectionStore } from "../../../handlers/stores/memory/memory-connection-store";
import { settingsOf } from "../support/broadcast-settings";
import { recordConsole, restoreConsole } from "../support/console";
import { fakeManagementApi, sdkError } from "../support/fake-management-api";
import { contextOf } from "../support/handler-events";

const NOTHING = { sent: 0, gone: 0, failed: 0, passedToFanOut: 0 };

describe("A publication", () => {
  beforeEach(() => {
    recordConsole();
  });
  afterEach(restoreConsole);

  it("reaches everyone, as it is", async () => {
    const { gateway, published } = await send({ message: "hi" });
    deepEqual(gateway.recipients, ["alice-1", "alice-2", "bob", "nobody"]);
    deepEqual(new Set(gateway.posts.map(({ message }) => message)), new Set(["hi"]));
    deepEqual(published, { ...NOTHING, sent: 4 });
  });

  it("reaches a user, however often that user is connected", async () => {
    const { gateway, published } = await send({ message: "hi", user: "alice" });
    deepEqual(gateway.recipients, ["alice-1", "alice-2"]);
    deepEqual(published, { ...NOTHING, sent: 2 });
  });

  it("reaches one connection", async () => {
    const { gateway, published } = await send({ message: "hi", connectionId: "bob" });
    deepEqual(gateway.posts, [{ connectionId: "bob", message: "hi" }]);
    deepEqual(published, { ...NOTHING, sent: 1 });
  });

  it("says that a connection is gone, and fails if it cannot tell", async () => {
    const gone = { bob: sdkError("GoneException", 410) };
    const { published } = await send({ message: "hi", connectionId: "bob" }, gone);
    deepEqual(published, { ...NOTHING, gone: 1 });
    const denied = { bob: sdkError("AccessDeniedException", 403) };
    await rejects(send({ message: "hi", connectionId: "bob" }, denied), denied.bob);
  });

  it("closes the connection that it names instead, if its token has expired", async () => {
    const gateway = fakeManagementApi();
    const store = await filledStore();
    const connectionId = "expired";
    const identity = { principalId: "eve", expiresAt: "1" };
    await store.add({ connectionId, connectedAt: Date.now(), identity });
    const handler = publish(store, gateway, undefined, settingsOf({}));
    const published = await handler({ message: "hi", connectionId }, contextOf());
    deepEqual(published, { ...NOTHING, gone: 1 });
    deepEqual([gateway.posts, gateway.closed], [[], [connectionId]]);
    equal(await store.find(connectionId), undefined);
  });

  it("passes on the connections that it does not serve", async () => {
    const gateway = fakeManagementApi();
    const chunks: string[][] = [];
    const sendChunk = async ({ connections }: { connections: [string, ...unknown[]][] }) =>
      void chunks.push(connections.map(([id]) => id));
    const settings = settingsOf({ connectionsPerInvocation: 2 });
    const handler = publish(await filledStore(), gateway, sendChunk, settings);
    const published = await handler({ message: "hi" }, contextOf());
    deepEqual(published, { ...NOTHING, sent: 2, passedToFanOut: 2 });
    equal(chunks.flat().length, 2);
  });

  const SOURCES: [string, unknown, string[]][] = [
    ["text alone", "hi", ["hi"]],
    ["an EventBridge event", { source: "shop", detail: { message: "sold" } }, ["sold"]],
    ["the records of an SNS topic", { Records: [{ Sns: { Message: "hi" } }] }, ["hi"]],
    [
      "the records of a queue",
      { Records: [{ body: '{"message":"one"}' }, { body: "two" }, { body: "3" }] },
      ["one", "two", "3"],
    ],
  ];
  for (const [source, event, messages] of SOURCES) {
    it(`comes from ${source}`, async () => {
      const { gateway } = await send(event);
      const ofBob = gateway.posts.filter(({ connectionId }) => connectionId === "bob");
      deepEqual(
        ofBob.map(({ message }) => message),
        messages,
      );
    });
  }

  const WRONG: [string, unknown, RegExp][] = [
    ["without a message", { user: "alice" }, /has no message/],
    ["that is nothing", null, /has no message/],
    ["with a number", { message: 3 }, /has no message/],
    ["with an unknown field", { message: "hi", users: ["alice"] }, /has the field "users"/],
    ["to an empty user", { message: "hi", user: "" }, /"user" of a publication is no text/],
    ["to both", { message: "hi", user: "a", connectionId: "b" }, /Name one/],
    [
      "that is too large, second of a queue",
      { Records: [{ body: "one" }, { body: "\u00e9".repeat(64 * 1024 + 1) }] },
      /has 131074 bytes; 131072 is the most/,
    ],
    ["second of a queue", { Records: [{ body: "one" }, { body: "{}" }] }, /has no message/],
  ];
  for (const [what, event, message] of WRONG) {
    it(`${what} is refused, and nobody is sent anything`, async () => {
      const gateway = fakeManagementApi();
      const handler = publish(await filledStore(), gateway, undefined, settingsOf({}));
      await rejects(handler(event, contextOf()), message);
      deepEqual(gateway.posts, []);
    });
  }
});

async function filledStore() {
  const store = memoryConnectionStore();
  const people = { "alice-1": "alice", "alice-2": "alice", bob: "bob" };
  const connectedAt = Date.now() - 60_000;
  for (const [connectionId, principalId] of Object.entries(people))
    await store.add({ connectionId, connectedAt, identity: { principalId } });
  await store.add({ connectionId: "nobody", connectedAt });
  return store;
}

async function send(event: unknown, errors: Record<string, unknown> = {}) {
  const gateway = fakeManagementApi(errors);
  const handler = publish(await filledStore(), gateway, undefined, settingsOf({}));
  return { gateway, published: await handler(event, contextOf()) };
}
