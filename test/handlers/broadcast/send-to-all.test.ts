import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { broadcast } from "../../../handlers/broadcast/broadcast";
import type { Chunk } from "../../../handlers/fan-out/chunk";
import { fanOut } from "../../../handlers/fan-out/fan-out";
import type { Answer } from "../../../handlers/management/post";
import type { ManagementApi } from "../../../handlers/management/management-api";
import { memoryChunkStore } from "../../../handlers/stores/memory/memory-chunk-store";
import { memoryConnectionStore } from "../../../handlers/stores/memory/memory-connection-store";
import { settingsOf } from "../support/broadcast-settings";
import { recordConsole, restoreConsole, type ConsoleRecord } from "../support/console";
import { contextOf, eventOf } from "../support/handler-events";

describe("A broadcast to more connections than one invocation serves", () => {
  let logged: ConsoleRecord;
  beforeEach(() => {
    logged = recordConsole();
  });
  afterEach(restoreConsole);

  it("sends chunks after the first answer, not after its own share", async () => {
    const { sendChunk, chunks, firstSent } = chunkRecorder();
    let posts = 0;
    const gateway = gatewayOf(async () => {
      if (posts++ > 0) await firstSent;
      return { status: 200, errorType: "" };
    });
    deepEqual(await send(3000, 2500, gateway, sendChunk), { statusCode: 200 });
    equal(posts, 2500);
    deepEqual(
      chunks.map(({ connections }) => connections.length),
      [500],
    );
  });

  it("sends no chunk when no post can succeed", async () => {
    const { sendChunk, chunks } = chunkRecorder();
    const tooLarge = gatewayOf(async () => ({ status: 413, errorType: "" }));
    deepEqual(await send(10, 4, tooLarge, sendChunk), { statusCode: 413 });
    deepEqual(chunks, []);
    match(
      String(logged.logs[0]),
      /^Broadcast: 10 listed, 0 sent, .* 10 failed, 0 passed to fan-out,/,
    );
  });

  // A rejection that nobody handles would end the execution environment.
  it("fails when its progress cannot be recorded, and the environment lives on", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    const record = () => Promise.reject(new Error("Throttled."));
    const connections = Array.from({ length: 30 }, (_, i): [string, number] => [`c${i}`, 1]);
    const handler = fanOut(
      memoryConnectionStore(),
      { ...memoryChunkStore(), record },
      gatewayOf(async () => ({ status: 200, errorType: "" })),
      () => wait(20),
      settingsOf({ connectionsPerInvocation: 2 }),
    );
    try {
      const chunk = { chunkId: "a/1", message: "hello", connections, hops: 0 };
      await rejects(handler(chunk, contextOf()), /^Error: Throttled\.$/);
    } finally {
      process.off("unhandledRejection", note);
    }
    deepEqual(unhandled, []);
  });
});

/** Broadcasts to so many connections, of which one invocation serves so many. */
async function send(
  connections: number,
  connectionsPerInvocation: number,
  gateway: ManagementApi,
  sendChunk: (chunk: Chunk) => Promise<void>,
) {
  const store = memoryConnectionStore(connections);
  for (let i = 0; i < connections; i++)
    await store.add({ connectionId: `c${i}`, connectedAt: Date.now() });
  const route = broadcast(store, gateway, sendChunk, settingsOf({ connectionsPerInvocation }));
  return route(eventOf("$default", "c0", "hello"), contextOf());
}

function gatewayOf(answer: () => Promise<Answer>): ManagementApi {
  return { prepare: () => answer, post: () => Promise.resolve(), close: () => Promise.resolve() };
}

function chunkRecorder() {
  const chunks: Chunk[] = [];
  let resolve: () => void;
  const firstSent = new Promise<void>((resolved) => (resolve = resolved));
  const sendChunk = async (chunk: Chunk) => {
    chunks.push(chunk);
    resolve();
  };
  return { sendChunk, chunks, firstSent };
}
