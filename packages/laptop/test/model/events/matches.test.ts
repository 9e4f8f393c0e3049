import { equal, throws } from "node:assert/strict";
import { matches } from "../../../src/model/events/matches";
import { parsePattern } from "../../../src/model/events/event-pattern";

const EVENT = {
  source: "shop.orders",
  "detail-type": "Order placed",
  time: "2026-11-30T10:00:00Z",
  resources: ["arn:aws:s3:::one", "arn:aws:s3:::two"],
  detail: {
    state: "new",
    total: 42.5,
    paid: false,
    coupon: null,
    file: "images/cat.PNG",
    ip: "10.0.0.17",
    items: [
      { sku: "a", count: 1 },
      { sku: "b", count: 7 },
    ],
    tags: [],
    star: "a*b",
  },
};

// After the table in https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
const DETAILS: [matches: boolean, pattern: object][] = [
  [true, { state: ["old", "new"] }],
  [false, { state: ["old"] }],
  [false, { state: ["New"] }],
  [true, { state: [{ prefix: "ne" }] }],
  [true, { file: [{ prefix: { "equals-ignore-case": "IMAGES/" } }] }],
  [true, { file: [{ suffix: ".PNG" }] }],
  [false, { file: [{ suffix: ".png" }] }],
  [true, { file: [{ suffix: { "equals-ignore-case": ".png" } }] }],
  [true, { state: [{ "equals-ignore-case": "NEW" }] }],
  [true, { file: [{ wildcard: "images/*.PNG" }] }],
  [false, { file: [{ wildcard: "images/*.JPG" }] }],
  [true, { star: [{ wildcard: "a\\*b" }] }],
  [false, { file: [{ wildcard: "images\\*" }] }],
  [true, { state: [{ "anything-but": "old" }] }],
  [false, { state: [{ "anything-but": ["old", "new"] }] }],
  [true, { state: [{ "anything-but": { prefix: "ol" } }] }],
  [false, { state: [{ "anything-but": { suffix: "ew" } }] }],
  [false, { file: [{ "anything-but": { wildcard: "*cat*" } }] }],
  [false, { state: [{ "anything-but": { "equals-ignore-case": ["OLD", "NEW"] } }] }],
  [true, { total: [{ numeric: [">", 0, "<=", 42.5] }] }],
  [false, { total: [{ numeric: ["<", 42.5] }] }],
  [true, { total: [42.5] }],
  [false, { total: ["42.5"] }],
  [true, { paid: [false] }],
  [true, { coupon: [null] }],
  [false, { missing: [null] }],
  [true, { ip: [{ cidr: "10.0.0.0/24" }] }],
  [false, { ip: [{ cidr: "10.0.1.0/24" }] }],
  [false, { state: [{ cidr: "10.0.0.0/24" }] }],
  [true, { missing: [{ exists: false }] }],
  [true, { state: [{ exists: true }] }],
  [false, { missing: [{ exists: true }] }],
  [false, { missing: [{ "anything-but": "x" }] }],
  [true, { items: { sku: ["b"] } }],
  [false, { items: { sku: ["c"] } }],
  [true, { $or: [{ state: ["old"] }, { total: [{ numeric: [">", 40] }] }] }],
  [false, { $or: [{ state: ["old"] }, { total: [{ numeric: [">", 50] }] }] }],
  [true, { state: ["new"], $or: [{ paid: [true] }, { paid: [false] }] }],
  [false, { constructor: [{ exists: true }] }],
];

describe("The pattern of a rule", () => {
  for (const [expected, detail] of DETAILS)
    it(`${expected ? "takes" : "leaves"} an event: ${JSON.stringify(detail)}`, () =>
      equal(matches(parsePattern({ detail }), EVENT), expected));

  it("matches an array by any of its values, and several fields by all of them", () => {
    equal(matches(parsePattern({ resources: [{ suffix: "two" }] }), EVENT), true);
    equal(matches(parsePattern({ resources: [{ suffix: "three" }] }), EVENT), false);
    equal(
      matches(parsePattern({ source: ["shop.orders"], detail: { state: ["old"] } }), EVENT),
      false,
    );
    equal(matches(parsePattern('{ "source": ["shop.orders"] }'), EVENT), true);
  });

  const WRONG: [pattern: unknown, why: RegExp][] = [
    ["{", /^is not JSON$/],
    [[], /^is no JSON object$/],
    [{}, /^is empty$/],
    [{ detail: {} }, /is empty at detail/],
    [{ source: "shop" }, /needs an array or an object at source/],
    [{ source: [] }, /has an empty array at source/],
    [{ source: [{ like: "x" }] }, /has \{"like":"x"\} at source, which is no operator/],
    [{ source: [["x"]] }, /which is no operator/],
    [{ detail: { total: [{ numeric: ["!=", 1] }] } }, /wrong operand of numeric at detail.total/],
    [{ source: [{ exists: "yes" }] }, /wrong operand of exists/],
    [{ source: [{ "anything-but": [] }] }, /wrong operand of anything-but/],
    [{ $or: [{ source: ["a"] }] }, /two or more patterns at \$or/],
  ];
  for (const [pattern, why] of WRONG)
    it(`says what is wrong with ${JSON.stringify(pattern)}`, () =>
      throws(() => parsePattern(pattern), { message: why }));

  it("finds a wildcard in a long text at once", () => {
    const pattern = parsePattern({ source: [{ wildcard: `${"*a".repeat(500)}b` }] });
    equal(matches(pattern, { source: "a".repeat(200_000) }), false);
  });
});
