import assert from "node:assert/strict";
import { assert as check, integer, property, record, array } from "fast-check";
import { Distribution } from "../../../src/page/state/distribution";
import { blocksOf, concurrencyIn, earlierThan, lanesIn } from "../../../src/page/state/layout";
import type { Environment, Invocation } from "../../../src/page/state/time-line";
import { ticks, xOf, type View } from "../../../src/page/state/view";

/** An environment with invocations from, to in milliseconds. */
function environmentOf(spans: [start: number, end: number | undefined][]): Environment {
  const invocations = spans.map(([start, end], i) => {
    return { requestId: `r${i}`, start, end, routeKey: "$default", failed: false } as Invocation;
  });
  return { id: "events#1", initAt: 0, invocations } as unknown as Environment;
}

const VIEW: View = { from: 1000, to: 2000, width: 100 };

describe("the layout of a lane", () => {
  const place = (spans: [number, number | undefined][], now = 2000) =>
    blocksOf(environmentOf(spans), VIEW, now).map(({ x, width, count }) => [x, width, count]);

  it("draws an invocation where and as long as it was", () => {
    assert.deepEqual(place([[1200, 1500]]), [[20, 30, 1]]);
  });

  it("draws what is being handled until now", () => {
    assert.deepEqual(place([[1200, undefined]], 1600), [[20, 40, 1]]);
  });

  it("leaves out what is not in view, and not what reaches into it", () => {
    assert.deepEqual(
      place([
        [0, 900],
        [950, 1100],
        [1900, 2500],
        [2600, 2700],
      ]),
      [
        [-5, 15, 1],
        [90, 60, 1],
      ],
    );
  });

  it("makes one block of what shares its pixels", () => {
    assert.deepEqual(
      place([
        [1000, 1001],
        [1002, 1003],
        [1004, 1005],
        [1500, 1501],
      ]),
      [
        [0, 2, 3],
        [50, 2, 1],
      ],
    );
  });

  it("does not make a long one part of a short one", () => {
    assert.deepEqual(
      place([
        [1000, 1001],
        [1002, 1400],
      ]),
      [
        [0, 2, 1],
        [0.2, 39.8, 1],
      ],
    );
  });

  it("never has more blocks than pixels, and loses no invocation", () => {
    const step = record({ wait: integer({ min: 0, max: 3 }), take: integer({ min: 0, max: 40 }) });
    check(
      property(array(step, { maxLength: 3000 }), (steps) => {
        let at = 1000;
        const spans: [number, number][] = [];
        for (const { wait, take } of steps) {
          at += wait;
          spans.push([at, at + take]);
          at += take;
        }
        const inView = spans.filter(([start]) => start <= VIEW.to).length;
        const blocks = place(spans);
        const counted = blocks.reduce((sum, block) => sum + block[2]!, 0);
        return counted === inView && blocks.length <= 2 * VIEW.width + 2;
      }),
      { numRuns: 200 },
    );
  });
});

describe("the concurrency over the lanes", () => {
  it("shows the highest value of each column, and goes on with the last", () => {
    const steps = [
      { at: 500, value: 1 },
      { at: 1110, value: 2 },
      { at: 1120, value: 3 },
      { at: 1130, value: 1 },
      { at: 1500, value: 0 },
    ];
    assert.deepEqual(concurrencyIn(steps, VIEW, 10), [1, 3, 1, 1, 1, 1, 0, 0, 0, 0]);
  });
});

describe("the lanes in view", () => {
  it("are those of environments that lived then, in the order of their numbers", () => {
    const lane = (id: string, initAt: number, endedAt?: number) =>
      ({ id, initAt, endedAt }) as unknown as Environment;
    const lanes = [lane("a#10", 0), lane("a#9", 0), lane("a#1", 0, 999), lane("b#1", 2001)];
    assert.deepEqual(
      lanesIn(lanes, VIEW).map(({ id }) => id),
      ["a#9", "a#10"],
    );
  });
});

describe("the axis", () => {
  it("names round moments, far enough apart", () => {
    const found = ticks(VIEW, 20);
    assert.deepEqual(
      found.map(({ at }) => at),
      [1000, 1200, 1400, 1600, 1800, 2000],
    );
    assert.ok(
      found.every(({ at }, i) => i === 0 || xOf(at, VIEW) - xOf(found[i - 1]!.at, VIEW) >= 20),
    );
  });
});

describe("a distribution of delivery times", () => {
  it("has quantiles that are at most 5% too high, and never too low", () => {
    check(
      property(array(integer({ min: 0, max: 100_000 }), { minLength: 1 }), (values) => {
        const distribution = new Distribution();
        for (const value of values) distribution.add(value);
        const sorted = [...values].sort((a, b) => a - b);
        return [0.5, 0.9, 1].every((share) => {
          const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
          const found = distribution.quantile(share);
          return found >= exact - 1e-6 && found <= (exact + 1) * 1.05;
        });
      }),
    );
  });

  it("puts every value into a bar", () => {
    const distribution = new Distribution();
    for (const value of [0, 1, 2, 50, 100]) distribution.add(value);
    const bars = distribution.bars(10);
    assert.equal(
      bars.reduce((a, b) => a + b),
      5,
    );
    assert.equal(bars.at(-1), 1);
    assert.equal(bars[0], 3);
  });
});

describe("What was before the shown time span", () => {
  it("is counted in all lanes, with the beginning of the latest", () => {
    const one = environmentOf([
      [100, 200],
      [800, 900],
      [950, 1100],
    ]);
    const two = environmentOf([[700, 750]]);
    assert.deepEqual(earlierThan([one, two], 1000), { count: 3, lastAt: 800 });
    assert.deepEqual(earlierThan([one, two], 50), { count: 0, lastAt: -Infinity });
  });
});
