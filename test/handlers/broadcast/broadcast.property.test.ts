import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { HANDSHAKE_MS } from "../../../handlers/broadcast/next-step";
import { recordConsole, restoreConsole } from "../support/console";
import { connectionsOf, cut, type Chunk } from "../../../handlers/fan-out/chunk";
import {
  runBroadcast,
  UNRECORDED,
  type BroadcastCase,
  type ChunkFault,
} from "../support/broadcast-run";
import { connectionOf, type Fault, type GatewayConnection } from "../support/flaky-gateway";

const someone = fc.record({
  faults: fc.array(
    fc.constantFrom<Fault>("throttled", "unsent", "lostBefore", "lostAfter", "error5xx"),
    { maxLength: 4 },
  ),
  fate: fc.oneof(
    { weight: 6, arbitrary: fc.constant("stays" as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("gone" as const, "opens", "leaves", "aborts", "joins"),
    },
  ),
});
type Someone = Pick<GatewayConnection, "faults"> & {
  fate: "stays" | "gone" | "opens" | "leaves" | "aborts" | "joins";
};

const setting = {
  pageSize: fc.integer({ min: 1, max: 60 }),
  share: fc.integer({ min: 1, max: 40 }),
};
const someones = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<Someone>({ faults: [], fate: "stays" }) },
    { weight: 2, arbitrary: someone },
  ),
  { maxLength: 120, size: "max" },
);
const deaths = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 6 });

describe("A broadcast whose posts fail now and then", () => {
  beforeEach(() => {
    recordConsole();
  });
  afterEach(restoreConsole);

  for (const withFanOut of [false, true]) {
    it(`reaches everyone who is open, ${withFanOut ? "with" : "without"} fan-out`, () =>
      fc.assert(
        fc.asyncProperty(fc.record({ people: someones, ...setting }), async (given) => {
          const everyone = await run({ ...given, deaths: [], withFanOut });
          for (const { fate, connection, isStored } of everyone) {
            const { copies, lostAnswers } = connection;
            const promised = fate === "stays" || fate === "opens";
            // Two lost answers to one recipient are the limit of what is promised.
            if (promised && lostAnswers <= 1) ok(copies >= 1, `${fate}: forgotten`);
            ok(copies <= (lostAnswers > 0 ? 2 : 1), `${fate}: ${copies} copies`);
            equal(isStored, connection.isOpen, `${fate}: stored`);
          }
        }),
        { numRuns: 60 },
      ));
  }

  it("tells nobody more than twice, and forgets nobody, when environments die in the middle", () =>
    fc.assert(
      fc.asyncProperty(fc.record({ people: someones, deaths, ...setting }), async (given) => {
        const everyone = await run({ ...given, withFanOut: true, deathsPerChunk: 1 });
        for (const { fate, connection, isStored } of everyone) {
          const promised = fate === "stays" || fate === "opens";
          if (promised && connection.lostAnswers === 0)
            ok(connection.copies >= 1, `${fate}: forgotten`);
          ok(connection.copies <= 2, `${fate}: ${connection.copies} copies`);
          equal(isStored, connection.isOpen, `${fate}: stored`);
        }
        const again = everyone.filter(
          ({ connection }) => connection.copies > 1 && connection.lostAnswers === 0,
        );
        ok(again.length <= given.deaths.length * UNRECORDED, `${again.length} told again`);
      }),
      { numRuns: 60 },
    ));

  it("tells nobody more than twice when the environments of one chunk die again and again", () =>
    fc.assert(
      fc.asyncProperty(fc.record({ people: someones, deaths, ...setting }), async (given) => {
        const everyone = await run({ ...given, withFanOut: true, deathsPerChunk: Infinity });
        for (const { connection } of everyone) ok(connection.copies <= 2);
      }),
      { numRuns: 60 },
    ));

  it("reaches everyone once when Lambda takes no chunks, and twice at most when it does not say so", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          people: someones,
          // Of one chunk the answer is lost; of two, a chunk and one that is cut from it could be.
          chunkFaults: fc
            .array(fc.constant<ChunkFault>("refused"), { maxLength: 6 })
            .chain((refused) =>
              fc.shuffledSubarray<ChunkFault>([...refused, "lostAfter"], { minLength: 1 }),
            ),
          ...setting,
        }),
        async (given) => {
          const everyone = await run({ ...given, deaths: [], withFanOut: true });
          const isCertain = !given.chunkFaults.includes("lostAfter");
          for (const { fate, connection } of everyone) {
            const { copies, lostAnswers } = connection;
            if (lostAnswers > 0) continue;
            if (fate === "stays" || fate === "opens") ok(copies >= 1, `${fate}: forgotten`);
            ok(copies <= (isCertain ? 1 : 2), `${fate}: ${copies} copies`);
          }
        },
      ),
      { numRuns: 60 },
    ));

  it("passes on who may have the message already", () => {
    const chunk: Chunk = { chunkId: "a", message: "hello", connections: [], hops: 1 };
    const recipients = [
      { connectionId: "a", connectedAt: 1, mayHaveIt: true },
      { connectionId: "b", connectedAt: 2 },
    ];
    const [connections] = cut(recipients, chunk.message, 2);
    deepEqual(connectionsOf({ ...chunk, connections: connections! }), recipients);
  });

  it("does not send a chunk twice that Lambda delivers twice", async () => {
    const people = Array.from({ length: 30 }, (): Someone => ({ faults: [], fate: "stays" }));
    const given = { people, pageSize: 10, share: 4, deaths: [], withFanOut: true };
    const everyone = await run({ ...given, deliveries: 2 });
    deepEqual(
      everyone.map(({ connection }) => connection.copies),
      people.map(() => 1),
    );
  });
});

type Given = Omit<BroadcastCase, "connections" | "onPost"> & { people: Someone[] };

/** Runs the broadcast with people who come and go. */
async function run({ people, ...given }: Given) {
  const idOf = (place: number) => `c${String(place).padStart(3, "0")}`;
  const old = Date.now() - HANDSHAKE_MS;
  const connections = people.map(({ faults, fate }, place) => ({
    connectionId: idOf(place),
    connectedAt: fate === "opens" || fate === "aborts" ? Date.now() : old - place,
    connection: connectionOf({
      faults,
      isOpen: fate !== "gone" && fate !== "aborts",
      postsBeforeOpen: fate === "opens" ? 3 : 0,
    }),
    fate,
    isFound: false,
  }));
  const initially = connections.filter(({ fate }) => fate !== "joins");
  const middle = Math.ceil(initially.length / 2);
  let posts = 0;
  const { stored } = await runBroadcast({
    ...given,
    connections: initially,
    async onPost(connectionId, { add, remove }) {
      for (const one of connections) {
        // The handshake of some is cut: their rows go when a post has found them not open.
        if (one.fate === "aborts" && one.connectionId === connectionId && one.isFound)
          await remove(one);
        if (one.connectionId === connectionId) one.isFound = true;
      }
      // In the middle some leave, and some join.
      if (++posts !== middle) return;
      for (const one of connections) {
        if (one.fate === "joins") await add(one);
        if (one.fate !== "leaves") continue;
        one.connection.isOpen = false;
        await remove(one);
      }
    },
  });
  return connections
    .filter(({ fate }) => fate !== "joins" || middle > 0)
    .map((one) => ({ ...one, isStored: stored.has(one.connectionId) }));
}
