import { deepEqual, equal } from "node:assert/strict";
import { judge, type Outcome, type Sample } from "../../soak/verdict";

const FLAT: Sample = {
  serviceBytes: 200e6,
  descriptors: 100,
  children: 4,
  childrenBytes: 180e6,
  connections: 60,
};
const REST = { serviceBytes: 150e6, descriptors: 30, children: 0, childrenBytes: 0 };

/** A soak with 40 samples in which nothing grew and nothing was lost. */
function outcomeOf(change: Partial<Outcome> = {}, sampleAt = (_index: number) => ({})): Outcome {
  return {
    ...{ broadcasts: 100, deliveries: 6000, lost: 0, repeated: 0, failed: 0 },
    ...{ killed: 2, missedOfKilled: 30, repeatedOfKilled: 5 },
    samples: Array.from({ length: 40 }, (_, index) => ({ ...FLAT, ...sampleAt(index) })),
    ...{ restBefore: REST, restAfter: REST, refused: 0, dropped: 0, saves: 3, reloads: 3 },
    ...change,
  };
}

function failuresOf(outcome: Outcome): string[] {
  const { passed, sentences } = judge(outcome);
  const failures = sentences.filter((sentence) => sentence.startsWith("FAIL"));
  equal(passed, failures.length === 0);
  return failures.map((sentence) => sentence.slice("FAIL ".length));
}

describe("The verdict of a soak", () => {
  it("passes where everything stays as it is", () => {
    deepEqual(failuresOf(outcomeOf()), []);
  });

  it("passes where memory grows in the first quarter only", () => {
    const grown = (index: number) => ({ serviceBytes: Math.min(index, 10) * 20e6 });
    deepEqual(failuresOf(outcomeOf({}, grown)), []);
  });

  it("fails where memory goes on growing", () => {
    const growing = (index: number) => ({ serviceBytes: (200 + 2 * index) * 1e6 });
    deepEqual(failuresOf(outcomeOf({}, growing)), [
      "Memory of the service, when it is quiet: 222 MB in the second quarter, 262 MB in the last (at most 244 MB).",
    ]);
  });

  it("fails where descriptors go on growing", () => {
    const growing = (index: number) => ({ descriptors: 100 + 5 * index });
    deepEqual(failuresOf(outcomeOf({}, growing)), [
      "Descriptors, when it is quiet: 155 in the second quarter, 255 in the last (at most 235).",
    ]);
  });

  it("fails where the memory of children goes on growing", () => {
    const growing = (index: number) => ({ childrenBytes: (180 + 10 * index) * 1e6 });
    deepEqual(failuresOf(outcomeOf({}, growing)), [
      "Memory of its children, when it is quiet: 290 MB in the second quarter, 490 MB in the last (at most 430 MB).",
    ]);
  });

  it("tolerates a last quarter in which more is under way most of the time", () => {
    const busy = (index: number) => (index >= 30 && index % 5 > 0 ? { children: 20 } : {});
    deepEqual(failuresOf(outcomeOf({}, busy)), []);
  });

  it("tolerates what one more environment has open", () => {
    const growing = (index: number) => ({ descriptors: index < 30 ? 100 : 140 });
    deepEqual(failuresOf(outcomeOf({}, growing)), []);
  });

  for (const [what, change, sentence] of [
    ["a copy was lost", { lost: 1 }, "1 copies were lost."],
    ["a copy came twice", { repeated: 2 }, "2 copies were sent again."],
    ["a connection ended by itself", { dropped: 1 }, "1 connections ended by themselves."],
    [
      "a connection was refused",
      { refused: 1 },
      "1 connections were refused though no environment was killed.",
    ],
    [
      "a save was not answered",
      { reloads: 2 },
      "1 saves were not answered by a program that runs.",
    ],
    ["nothing arrived at all", { deliveries: 0 }, "0 copies arrived."],
  ] as const) {
    it(`fails where ${what}`, () => {
      deepEqual(failuresOf(outcomeOf(change)), [sentence]);
    });
  }

  it("fails where a process is left when everyone has gone", () => {
    const restAfter = { ...REST, children: 1 };
    equal(failuresOf(outcomeOf({ restAfter })).length, 1);
  });
});
