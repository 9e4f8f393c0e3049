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
    staff: [
      [
        { first: "Anna", last: "Smith" },
        { first: "Peter", last: "Jones", left: 2024 },
      ],
    ],
    grid: [[1, 2], [[3]]],
    v6: "2001:db8::1",
    count: 1,
    huge: 1e300,
    deep: { er: { est: "x" } },
    flat: { pack: "p" },
    "flat.er": "y",
    "flat.est": { all: "z" },
  },
};

// After the table in https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
const DETAILS: [matches: boolean, pattern: object][] = [
  [true, { state: ["old", "new"] }],
  [false, { state: ["old"] }],
  [false, { state: ["New"] }],
  [true, { state: [{ prefix: "ne" }] }],
  [true, { state: [{ prefix: "" }] }],
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
  // All fields within one object of an array: https://github.com/aws/event-ruler#json-array-matching
  [true, { staff: { first: ["Anna"], last: ["Smith"] } }],
  [false, { staff: { first: ["Anna"], last: ["Jones"] } }],
  [true, { staff: { first: ["Anna"], $or: [{ last: ["Jones"] }, { last: ["Smith"] }] } }],
  [false, { staff: { first: ["Anna"], $or: [{ last: ["Jones"] }, { left: [2024] }] } }],
  [false, { staff: { first: ["Anna"], left: [{ exists: false }] } }],
  [true, { staff: { right: [{ exists: false }] } }],
  [true, { grid: [3] }],
  [false, { grid: [4] }],
  // Only what is no object and no array exists.
  [false, { items: [{ exists: true }] }],
  [true, { items: [{ exists: false }] }],
  [false, { tags: [{ exists: true }] }],
  [true, { tags: [{ exists: false }] }],
  [true, { state: [{ exists: false }, "new"] }],
  [true, { v6: [{ cidr: "2001:db8::/32" }] }],
  [false, { v6: [{ cidr: "10.0.0.0/8" }] }],
  [false, { ip: [{ cidr: "::/0" }] }],
  [true, { count: [1.0] }],
  [false, { count: ["1"] }],
  [false, { count: [true] }],
  [false, { huge: [{ numeric: ["<", 5e9] }] }],
  [true, { count: [{ "anything-but": "1" }] }],
  [true, { count: [{ "anything-but": [2, 3] }] }],
  [false, { resources: [{ "anything-but": { prefix: ["arn:aws:s3"] } }] }],
  [true, { resources: [{ "anything-but": "x" }, { exists: false }] }],
  [false, { state: { deeper: ["x"] } }],
  // Dots join names, as recorded on AWS.
  [true, { "deep.er.est": ["x"] }],
  [true, { deep: { "er.est": ["x"] } }],
  [false, { "deep.er": { er: { est: ["x"] } } }],
  [false, { "deep.er.est": [{ exists: false }] }],
  [true, { "deep.er.worst": [{ exists: false }] }],
  [true, { flat: { pack: ["p"], er: ["y"], est: { all: ["z"] } } }],
  [true, { "flat.er": ["y"], "flat.est.all": ["z"] }],
  [false, { flat: { er: [{ exists: false }] } }],
  [false, { "staff.first": ["Anna"], "staff.last": ["Jones"] }],
  [true, { "staff.first": ["Anna"], "staff.last": ["Smith"] }],
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
    [{ source: [{ constructor: "x" }] }, /which is no operator/],
    [{ source: [{ "anything-but": ["a", 1] }] }, /wrong operand of anything-but/],
    [{ source: [{ "anything-but": [null] }] }, /wrong operand of anything-but/],
    [{ source: [{ "anything-but": { prefix: "" } }] }, /wrong operand of anything-but/],
    [{ source: [{ "anything-but": { suffix: ["a", ""] } }] }, /wrong operand of anything-but/],
    [{ source: [{ prefix: { "equals-ignore-case": "a", b: 1 } }] }, /wrong operand of prefix/],
    [{ source: [{ wildcard: "a**b" }] }, /wrong operand of wildcard/],
    [{ source: [{ wildcard: "a\\b" }] }, /wrong operand of wildcard/],
    [{ source: [{ "anything-but": { wildcard: ["**"] } }] }, /wrong operand of anything-but/],
    [{ ip: [{ cidr: "10.0.0.0/33" }] }, /wrong operand of cidr/],
    [{ ip: [{ cidr: "10.0.0.0" }] }, /wrong operand of cidr/],
    [{ ip: [{ cidr: "10.0.0/8" }] }, /wrong operand of cidr/],
    [{ total: [{ numeric: [">", 5, "<", 5] }] }, /wrong operand of numeric/],
    [{ total: [{ numeric: [">", 1, ">", 5] }] }, /wrong operand of numeric/],
    [{ total: [{ numeric: [">"] }] }, /wrong operand of numeric/],
    [{ source: ["x".repeat(4096)] }, /^has more than 4096 characters$/],
  ];
  for (const [pattern, why] of WRONG)
    it(`says what is wrong with ${JSON.stringify(pattern)}`, () =>
      throws(() => parsePattern(pattern), { message: why }));

  it("finds a wildcard in a long text at once", () => {
    const pattern = parsePattern({ source: [{ wildcard: `${"*a".repeat(500)}b` }] });
    equal(matches(pattern, { source: "a".repeat(200_000) }), false);
    const escaped = parsePattern({ source: [{ wildcard: "\\*\\*\\\\*" }] });
    equal(matches(escaped, { source: "**\\x" }), true);
  });

  it("takes the largest events with the largest patterns, however deep", () => {
    const wildcards = Array.from({ length: 200 }, (_, i) => ({ wildcard: `*${i}` }));
    const ranges = Array.from({ length: 150 }, (_, i) => ({ cidr: `10.${i}.0.0/16` }));
    const texts = Array<string>(60_000).fill("z");
    equal(matches(parsePattern({ source: wildcards }), { source: texts }), false);
    equal(matches(parsePattern({ source: ranges }), { source: texts }), false);
    const deep = `${"[".repeat(100_000)}1${"]".repeat(100_000)}`;
    equal(
      matches(parsePattern({ a: [1], b: [2] }), { a: JSON.parse(deep) as unknown, b: 2 }),
      true,
    );
  });
});
