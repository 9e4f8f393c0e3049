import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { DEFAULTS, parseOptions, SDK } from "../../bench/simulation/options";
import { dollarsOf, printTable } from "../../bench/simulation/print";
import { simulate } from "../../bench/simulation/simulate";

describe("The simulation of a broadcast", () => {
  it("delivers everything, in order of time", () => {
    for (const connections of [1, 100, 2001, 33_333]) {
      const { firstMs, medianMs, lastMs, delivered, steps } = simulate({
        ...DEFAULTS,
        connections,
      });
      equal(delivered, connections);
      equal(Math.round(steps.reduce((a, b) => a + b, 0)), connections);
      ok(firstMs <= medianMs && medianMs <= lastMs, `${firstMs}, ${medianMs}, ${lastMs}`);
    }
  });

  it("never delivers faster than the account's requests a second and their burst", () => {
    const { lastMs } = simulate({ ...DEFAULTS, connections: 100_000, rps: 1000 });
    ok(lastMs >= 99_500, `${lastMs} ms`);
  });

  it("invokes fan-out for what one invocation does not serve, in two steps", () => {
    const invocationsOf = (connections: number) =>
      simulate({ ...DEFAULTS, connections }).invocations;
    deepEqual([2000, 2001, 4000, 4001].map(invocationsOf), [1, 2, 2, 3]);
    equal(invocationsOf(100_000), 50);
  });

  it("lets chunks wait, as Lambda does, where concurrency is reserved", () => {
    const scenario = { ...DEFAULTS, connections: 20_000 };
    ok(simulate({ ...scenario, concurrency: 1 }).lastMs > 2 * simulate(scenario).lastMs);
  });

  it("stops a single invocation at its timeout", () => {
    const { delivered, invocations } = simulate({ ...DEFAULTS, ...SDK, connections: 100_000 });
    ok(delivered < 100_000);
    equal(invocations, 1);
  });

  it("costs what the messages cost, and a little", () => {
    const scenario = { ...DEFAULTS, connections: 1_000_000 };
    const dollars = dollarsOf(scenario, simulate(scenario));
    ok(dollars > 1 && dollars < 1.3, `$${dollars}`);
  });

  it("prints a row for each size", () => {
    equal(printTable({ ...DEFAULTS }).split("\n").length, 7);
  });

  it("refuses what is no number above 0", () => {
    throws(() => parseOptions(["--connections", "many"]), {
      message: /^Option "--connections" is "many"\. Give a number above 0\./,
    });
  });
});
