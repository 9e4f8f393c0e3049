import { equal, match } from "node:assert/strict";
import { plotOf } from "../../load/plot";
import { limitOf, textOf, type Report } from "../../load/report";

const REPORT: Report = {
  ...{ opened: 2, sent: 3, expected: 6, received: 6, lost: 0, repeated: 0, outOfOrder: 0 },
  latencyMs: { p50: 12, p99: 40 },
  seconds: [],
  ...{ refused: {}, closes: {}, others: {} },
  own: { processes: 1, cores: 0.1, loopDelayMs: 2 },
  limit: "not reached.",
};

describe("The report of a load", () => {
  const LIMITS: [what: string, change: Partial<Report>, busiest: number, limit: RegExp][] = [
    ["nothing went wrong", {}, 0.1, /^not reached/],
    ["a process was busy", { lost: 1 }, 0.9, /^the client/],
    ["an event loop was late", { own: { ...REPORT.own, loopDelayMs: 80 } }, 0.1, /^the client/],
    ["handshakes were throttled", { refused: { "status 429": 1 } }, 0.1, /^a quota of API Gateway/],
    [
      "people sent too often",
      { others: { "Too many messages: a connection": 1 } },
      0.1,
      /^a setting/,
    ],
    [
      "the function failed",
      { others: { "Internal server error": 1 } },
      0.1,
      /^the function or its/,
    ],
    [
      "the function took too long",
      { others: { "Endpoint request timed out": 1 } },
      0.1,
      /^the function or its/,
    ],
    ["a handshake failed", { refused: { "status 502": 1 } }, 0.1, /^the function or its store/],
    ["deliveries are missing", { lost: 1 }, 0.1, /^unknown: deliveries/],
    ["connections were closed", { closes: { "1001": 2 } }, 0.1, /^unknown: connections/],
  ];
  for (const [what, change, busiest, limit] of LIMITS)
    it(`says where the limit was if ${what}`, () => {
      match(limitOf({ ...REPORT, ...change }, busiest), limit);
    });

  it("says that deliveries came later and later", () => {
    const seconds = Array.from({ length: 8 }, (_, second) => ({
      second,
      p50: 200 * 2 ** second,
      p99: 1,
    }));
    match(limitOf({ ...REPORT, seconds }, 0.1), /later and later/);
    const slow = seconds.map((each) => ({ ...each, p50: 2000 }));
    match(limitOf({ ...REPORT, seconds: slow }, 0.1), /^not reached/);
  });

  it("is read by people: what opened, came and failed", () => {
    const text = textOf({ ...REPORT, closes: { "1006": 1 } }, { connections: 2 });
    match(text, /^connections {3}2 of 2 opened$/m);
    match(text, /^closed {8}1 × 1006$/m);
    match(text, /^latency {7}p50 12 ms, p99 40 ms$/m);
  });

  it("is a picture with a line for each percentile", () => {
    const seconds = [
      { second: 0, p50: 10, p99: 40 },
      { second: 1, p50: 20, p99: 100 },
    ];
    const svg = plotOf({ seconds });
    equal(svg.match(/<polyline/g)?.length, 2);
    match(svg, />100 ms</);
    match(svg, /points="56\.0,\d+\.\d 708\.0,28\.0"/);
    match(plotOf({ seconds: [] }), /<\/svg>\n$/);
  });
});
