import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { recordConsole, restoreConsole } from "../support/console";
import { connectionsOf, cut, type Chunk } from "../../../handlers/fan-out/chunk";
import { UNRECORDED, type ChunkFault } from "../support/broadcast-run";
import { deaths, run, setting, someones, type Someone } from "../support/people";

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
