import { deepEqual, equal, match } from "node:assert/strict";
import { failureOf, messageSender } from "../../../handlers/broadcast/message-sender";
import type { Audience, Recipient } from "../../../handlers/broadcast/recipient";
import { connectionsOf, type Chunk } from "../../../handlers/fan-out/chunk";
import { fanOut } from "../../../handlers/fan-out/fan-out";
import { memoryChunkStore } from "../../../handlers/stores/memory/memory-chunk-store";
import { settingsOf } from "../support/broadcast-settings";
import { recordConsole, restoreConsole, type ConsoleRecord } from "../support/console";
import { fakeManagementApi, sdkError } from "../support/fake-management-api";
import { contextOf } from "../support/handler-events";

const HOUR_MS = 3_600_000;

describe("A message for an audience that is no store of connections", () => {
  let logged: ConsoleRecord;
  beforeEach(() => {
    logged = recordConsole();
  });
  afterEach(restoreConsole);

  it("reaches 10,000, of whom one invocation serves its share and fan-out the rest, each once", async () => {
    const everyone = peopleOf(10_000);
    const chunks: Chunk[] = [];
    const gateway = fakeManagementApi();
    const sendChunk = async (chunk: Chunk) => void chunks.push(chunk);
    const settings = settingsOf({ connectionsPerInvocation: 500 });
    const { audience } = audienceOf(everyone, 1000);
    const send = messageSender(gateway, sendChunk, settings);
    const result = await send({ ...HELLO, audience, chunkId: "say-1" });
    deepEqual(
      [result.listed, result.sent, result.passedToFanOut, result.pages],
      [10_000, 500, 9500, 10],
    );
    equal(failureOf(result), undefined);
    deepEqual(
      chunks.map(({ chunkId }) => chunkId),
      ["say-1/1", "say-1/2"],
    );
    const serve = fanOut(audience, memoryChunkStore(), gateway, sendChunk, settings);
    for (let next = chunks.shift(); next; next = chunks.shift()) await serve(next, contextOf());
    deepEqual(gateway.recipients, everyone.map(({ connectionId }) => connectionId).sort());
    match(String(logged.logs[0]), /^Room "a": 10000 listed, 500 sent, .* 9500 passed to fan-out/);
  });

  it("makes it forget whoever is gone, in this invocation and in fan-out", async () => {
    const [alice, bob, carol, dave] = peopleOf(4) as [Recipient, Recipient, Recipient, Recipient];
    const gone = sdkError("GoneException", 410);
    const errors = { [bob.connectionId]: gone, [dave.connectionId]: gone };
    const gateway = fakeManagementApi(errors);
    const chunks: Chunk[] = [];
    const sendChunk = async (chunk: Chunk) => void chunks.push(chunk);
    const settings = settingsOf({ connectionsPerInvocation: 2 });
    const { audience, removed } = audienceOf([alice, bob, carol, dave], 2);
    await messageSender(gateway, sendChunk, settings)({ ...HELLO, audience });
    deepEqual(removed, [bob]);
    deepEqual(connectionsOf(chunks[0]!), [carol, dave]);
    await fanOut(
      audience,
      memoryChunkStore(),
      gateway,
      sendChunk,
      settings,
    )(chunks[0]!, contextOf());
    deepEqual(removed, [bob, dave]);
    deepEqual(gateway.recipients, [alice.connectionId, carol.connectionId]);
  });

  it("asks it whether whoever is not open yet is still of it", async () => {
    const opening = { connectionId: "c0", connectedAt: Date.now() };
    const asked: string[] = [];
    const { audience } = audienceOf([opening], 1);
    const has: Audience["has"] = async ({ connectionId }) => {
      asked.push(connectionId);
      return false;
    };
    const gateway = fakeManagementApi({ c0: sdkError("GoneException", 410) });
    const send = messageSender(gateway, undefined, settingsOf());
    const { gone } = await send({ ...HELLO, audience: { ...audience, has } });
    deepEqual([gone, asked], [1, ["c0"]]);
  });

  it("fails with the reason when the audience cannot be read, or no post can succeed", async () => {
    const unreadable = (async function* () {
      yield peopleOf(1);
      throw new Error("Throttled.");
    })();
    const { audience } = audienceOf([], 1);
    const send = messageSender(fakeManagementApi(), undefined, settingsOf());
    const unread = await send({ ...HELLO, audience: { ...audience, pages: unreadable } });
    deepEqual([unread.sent, failureOf(unread)?.message], [1, "Throttled."]);
    const denied = fakeManagementApi({ c00000: sdkError("ForbiddenException", 403) });
    const refused = await messageSender(
      denied,
      undefined,
      settingsOf(),
    )({
      ...HELLO,
      audience: audienceOf(peopleOf(1), 1).audience,
    });
    match(failureOf(refused)!.message, /refuses posts with 403 ForbiddenException\. Add manage/);
  });
});

const HELLO = { what: 'Room "a"', message: "hello", context: contextOf() };

/** So many whose handshake was long ago. */
function peopleOf(count: number): Recipient[] {
  const connectedAt = Date.now() - HOUR_MS;
  const idOf = (place: number) => `c${String(place).padStart(5, "0")}`;
  return Array.from({ length: count }, (_, place) => ({ connectionId: idOf(place), connectedAt }));
}

/** An audience of its own making: a list, and whom it was told to forget. */
function audienceOf(
  everyone: Recipient[],
  pageSize: number,
): { audience: Audience; removed: Recipient[] } {
  const removed: Recipient[] = [];
  const pages = (async function* () {
    for (let at = 0; at < everyone.length; at += pageSize) yield everyone.slice(at, at + pageSize);
  })();
  const remove: Audience["remove"] = async (one) => void removed.push(one);
  return { audience: { pages, has: async () => true, remove }, removed };
}
