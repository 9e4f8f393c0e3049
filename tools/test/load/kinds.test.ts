import { deepEqual } from "node:assert/strict";
import { Kinds } from "../../load/tally";

describe("Kinds", () => {
  it("counts the names of JavaScript's objects as any other", () => {
    const kinds = new Kinds();
    for (const text of ["toString", "__proto__", "toString", "constructor"]) kinds.add(text);
    deepEqual(Object.entries(kinds.counts), [
      ["toString", 2],
      ["__proto__", 1],
      ["constructor", 1],
    ]);
  });

  it("keeps 20 kinds of 100 characters, and counts the rest together", () => {
    const kinds = new Kinds();
    for (let i = 0; i < 100; i++) kinds.add(`${i} `.padEnd(1000, "x"));
    const counts = Object.entries(kinds.counts);
    deepEqual(counts.length, 21);
    deepEqual(counts.at(-1), ["others", 80]);
    deepEqual(counts[0]![0].length, 100);
  });

  it("lets no service write to the terminal as it likes", () => {
    const kinds = new Kinds();
    kinds.add("\u001b]0;title\u0007");
    deepEqual(kinds.counts, { "\uFFFD]0;title\uFFFD": 1 });
  });

  it("adds up what several processes counted", () => {
    const kinds = new Kinds();
    kinds.addAll({ a: 1, b: 2 });
    kinds.addAll({ b: 3 });
    deepEqual(kinds.counts, { a: 1, b: 5 });
  });
});
