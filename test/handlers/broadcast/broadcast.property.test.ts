import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { broadcast } from "../../../handlers/broadcast/broadcast";
import type { Chunk } from "../../../handlers/fan-out/chunk";
import { fanOut } from "../../../handlers/fan-out/fan-out";
import type { Answer } from "../../../handlers/management/post";
import type { ManagementApi } from "../../../handlers/management/management-api";
import { memoryChunkStore } from "../../../handlers/stores/memory/memory-chunk-store";
import { memoryConnectionStore } from "../../../handlers/stores/memory/memory-connection-store";
import { settingsOf } from "../support/broadcast-settings";
import { recordConsole, restoreConsole } from "../support/console";
import { contextOf, eventOf } from "../support/handler-events";

/** What goes wrong with one connection, attempt after attempt; then its message is delivered. */
type Fault = "throttled" | "unanswered" | "reset" | "slow";

interface Case {
  /** By connection: what happens to it. */
  faults: (Fault[] | "gone")[];
  pageSize: number;
  connectionsPerInvocation: number;
  /** After how many posts an environment dies, for the first invocations of fan-out. */
  deaths: number[];
}

const fault = fc.oneof(
  { weight: 94, arbitrary: fc.constant<Fault[]>([]) },
  { weight: 1, arbitrary: fc.constant("gone" as const) },
  {
    weight: 5,
    arbitrary: fc.array(fc.constantFrom<Fault>("throttled", "unanswered", "reset", "slow"), {
      minLength: 1,
      maxLength: 3,
    }),
  },
);

const aCase = (deaths: fc.Arbitrary<number[]>) =>
  fc.record({
    faults: fc.array(fault, { maxLength: 150 }),
    pageSize: fc.integer({ min: 1, max: 60 }),
    connectionsPerInvocation: fc.integer({ min: 1, max: 50 }),
    deaths,
  });

describe("A broadcast whose posts fail now and then", () => {
  beforeEach(() => {
    recordConsole();
  });
  afterEach(restoreConsole);

  it("reaches every live connection exactly once, and nobody else", () =>
    fc.assert(
      fc.asyncProperty(aCase(fc.constant([])), async (given) => {
        const { delivered, stored, live } = await run(given);
        deepEqual(delivered, new Map(live.map((id) => [id, 1])));
        deepEqual(stored, live);
      }),
      { numRuns: 60 },
    ));

  it("reaches every live connection at least once when environments die in the middle", () =>
    fc.assert(
      fc.asyncProperty(
        aCase(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 4 })),
        async (given) => {
          const { delivered, stored, live } = await run(given);
          deepEqual([...delivered.keys()].sort(), live);
          deepEqual(stored, live);
        },
      ),
      { numRuns: 60 },
    ));

  it("does not send a chunk twice that Lambda delivers twice", async () => {
    const faults = Array.from({ length: 30 }, () => []);
    const given = { faults, pageSize: 10, connectionsPerInvocation: 4, deaths: [] };
    const { delivered, live } = await run(given, { twice: true });
    equal(delivered.size, 30);
    deepEqual(delivered, new Map(live.map((id) => [id, 1])));
  });
});

/** A broadcast with its chunks, delivered by a Lambda that tries again what an environment died over. */
async function run(
  { faults, pageSize, connectionsPerInvocation, deaths }: Case,
  { twice = false } = {},
) {
  const store = memoryConnectionStore(pageSize);
  const idOf = (place: number) => `c${String(place).padStart(3, "0")}`;
  for (const place of faults.keys())
    await store.add({ connectionId: idOf(place), connectedAt: Date.now() - place });
  const live = [...faults.keys()].filter((place) => faults[place] !== "gone").map(idOf);

  const delivered = new Map<string, number>();
  const attempts = new Map<string, number>();
  /** The gateway, as an environment sees it that dies after so many posts. */
  const gatewayUntil = (death: number, die: () => void): ManagementApi => {
    let posts = 0;
    const prepare =
      () =>
      async (connectionId: string): Promise<Answer> => {
        if (posts++ >= death) {
          die();
          return new Promise<never>(() => {});
        }
        await new Promise((resolve) => setImmediate(resolve));
        const about = faults[Number(connectionId.slice(1))]!;
        if (about === "gone") return { status: 410, errorType: "GoneException" };
        const attempt = attempts.get(connectionId) ?? 0;
        attempts.set(connectionId, attempt + 1);
        switch (about[attempt]) {
          case "throttled":
            return { status: 429, errorType: "LimitExceededException" };
          case "unanswered":
            return { status: 500, errorType: "InternalServerError" };
          case "reset":
            throw new Error("read ECONNRESET");
          case "slow":
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        delivered.set(connectionId, (delivered.get(connectionId) ?? 0) + 1);
        return { status: 200, errorType: "" };
      };
    return { prepare, post: () => Promise.reject(new Error("Nobody is told anything.")) };
  };

  const queue: Chunk[] = [];
  const sendChunk = async (chunk: Chunk) => {
    queue.push(JSON.parse(JSON.stringify(chunk)) as Chunk);
    if (twice) queue.push(chunk);
  };
  const settings = settingsOf({ connectionsPerInvocation });
  const gateway = gatewayUntil(Infinity, () => {});
  const route = broadcast(store, gateway, sendChunk, settings);
  deepEqual(await route(eventOf("$default", "sender", "hello"), contextOf()), { statusCode: 200 });

  const chunks = memoryChunkStore();
  // When Lambda tries again, the time for which a dead environment took the chunk is over.
  const expiring = { ...chunks, take: (chunkId: string) => chunks.take(chunkId, 0) };
  const deathsLeft = [...deaths];
  for (let chunk = queue.shift(); chunk; chunk = queue.shift()) {
    const death = deathsLeft.shift() ?? Infinity;
    const died = await new Promise<boolean>((resolve, reject) => {
      const environment = gatewayUntil(death, () => resolve(true));
      const handler = fanOut(store, expiring, environment, sendChunk, settings);
      handler(chunk, contextOf()).then(() => resolve(false), reject);
    });
    if (died) queue.push(chunk);
  }

  const stored: string[] = [];
  for await (const page of store.list()) stored.push(...page.map((c) => c.connectionId));
  ok(queue.length === 0);
  return { delivered, stored: stored.sort(), live };
}
