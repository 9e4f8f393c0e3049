import { deepEqual, equal } from "node:assert/strict";
import { compare, comparisonText, verdictOn } from "../../record/compare";
import type { Case } from "../../record/cases/case";

const caseOf = (name: string, rows: string[]): Case => ({
  name,
  rows,
  expected: [`${name} is so`],
  run: () => Promise.reject(new Error("Nothing runs.")),
});
const CASES = [caseOf("a", ["ping"]), caseOf("b", ["ping"]), caseOf("c", []), caseOf("d", [])];
const EXPECTED = Object.fromEntries(CASES.map(({ name, expected }) => [name, expected]));

describe("A comparison", () => {
  const left = {
    name: "aws 2026-12-01",
    cases: { ...EXPECTED, b: ["HTTP/1.1 200 OK", "other\u001b[2J"] },
  };
  const right = {
    name: "the laptop",
    cases: { a: EXPECTED.a!, b: ["HTTP/1.1 200 OK"], c: EXPECTED.c! },
  };
  const rows = compare(left, right, CASES, [{ id: "ping", text: "a ping is answered" }]);

  it("goes row by row, those of AWS's documentation together", () => {
    deepEqual(rows, [
      {
        row: "a ping is answered",
        same: ["a"],
        different: [{ name: "b", left: left.cases.b, right: right.cases.b }],
        missing: [],
      },
      { row: "documented by AWS", same: ["c"], different: [], missing: ["d"] },
    ]);
  });

  it("shows the lines that differ, and no control character", () => {
    equal(
      comparisonText(rows, left, right),
      [
        "a ping is answered",
        "  b",
        "    aws 2026-12-01  other\\u001b[2J",
        "    the laptop      nothing",
        "",
        "2 cases are the same, 1 differ, 1 were not recorded on both sides.",
      ].join("\n"),
    );
  });

  it("takes no case from a prototype", () => {
    const named = [caseOf("constructor", [])];
    deepEqual(compare({ name: "x", cases: {} }, right, named, [])[0]!.missing, ["constructor"]);
  });
});

describe("The verdict of a recording", () => {
  const on = (cases: Record<string, string[]>, id = "ping") => verdictOn(id, { cases }, CASES);

  it("is none unless every case of the row was recorded", () => {
    equal(on({ a: EXPECTED.a! }), undefined);
    equal(on(EXPECTED, "no-case"), undefined);
  });

  it("is that AWS does the same, or otherwise", () => {
    equal(on(EXPECTED), "confirmed");
    equal(on({ ...EXPECTED, b: ["otherwise"] }), "different");
  });
});
