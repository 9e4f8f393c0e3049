import { equal } from "node:assert/strict";
import { parseFilters, passes } from "../../../src/model/events/filters";

const PATTERNS = [
  { body: { kind: ["tea"] } },
  { body: { cups: [{ numeric: [">", 10] }] } },
  { body: [{ suffix: "tea" }] },
];

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html */
describe("Filters of a queue's messages", () => {
  const filters = parseFilters({
    filters: PATTERNS.map((pattern) => ({ pattern: JSON.stringify(pattern) })),
  });
  const CASES: [what: string, body: string, isPassed: boolean][] = [
    ["JSON that matches", '{"kind":"tea","cups":2}', true],
    ["JSON that does not match", '{"kind":"coffee","cups":2}', false],
    ["JSON that another filter matches", '{"kind":"coffee","cups":20}', true],
    ["a text that a filter of texts matches", "plain tea", true],
    ["another text", "plain", false],
    ["a number, which counts as a text", "20", false],
    ["an array of objects, of which one matches", '[{"kind":"none"},{"kind":"tea"}]', true],
    ["a field that is not its own", '{"__proto__":{"kind":"tea"}}', false],
    ["an empty body", "", false],
  ];
  for (const [what, body, isPassed] of CASES)
    it(`${isPassed ? "let through" : "hold back"} ${what}`, () => {
      equal(passes(filters, body), isPassed);
    });

  it("let everything through if there are none", () => {
    equal(passes(parseFilters(undefined), "hello"), true);
    equal(passes(parseFilters({ filters: [] }), "hello"), true);
  });
});
