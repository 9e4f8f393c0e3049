import { deepEqual, equal } from "node:assert/strict";
import { readExpression } from "../../../src/page/figures/math";

describe("Metric math on a laptop", () => {
  const values: Record<string, number> = { m0: 6, m1: 3 };
  const valueOf = (text: string) => readExpression(text)?.valueWith((id) => values[id] ?? null);

  const computed: [text: string, value: number | null][] = [
    ["m0 + m1 * 2", 12],
    ["(m0 + m1) * 2", 18],
    ["m0 / m1 / 2", 1],
    ["m0 - m1 - 1", 2],
    ["-m0 + 10", 4],
    ["FILL(m9, 0) * 5 + FILL(m0, 0)", 6],
    ["FILL(m9, m1)", 3],
    ["m9 + m0", null],
    ["m0 / 0", null],
    ["0.000001 * m0", 0.000006],
  ];
  for (const [text, value] of computed)
    it(`${text} is ${value}`, () => equal(valueOf(text), value));

  for (const text of [
    "",
    "m0 +",
    "m0 m1",
    "(m0",
    "RATE(m0)",
    "FILL(m0)",
    "m0; m1",
    "SUM([m0, m1])",
    "'m0'",
  ])
    it(`does not read ${JSON.stringify(text)}`, () => equal(readExpression(text), undefined));

  it("names the IDs", () => {
    deepEqual(readExpression("FILL(m0, 0) + m1 + m0")?.ids, ["m0", "m1"]);
  });

  it("does not read what nests or goes on without end", () => {
    equal(readExpression("(".repeat(1000)), undefined);
    equal(readExpression("-".repeat(19_000) + "1"), undefined);
    equal(readExpression(`${"m0 + ".repeat(5000)}m0`), undefined);
  });
});
