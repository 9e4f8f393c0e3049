import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { parseSizes } from "../../simulate/check-options";
import { laptopScenario } from "../../simulate/laptop";
import { DEFAULTS, parseOptions, SDK } from "../../simulate/options";
import { dollarsOf, printTable } from "../../simulate/print";
import type { Scenario } from "../../simulate/scenario";
import { simulate } from "../../simulate/simulate";

/** An account in which nothing takes time but reading pages of 1,500: 10 ms. */
const BARE: Scenario = {
  ...DEFAULTS,
  ...{ cpuUs: 0, firstCpuUs: 0, firstInFlight: 1e6, postsInFlight: 1e6 },
  ...{ latencyMs: 1e-9, tableMs: 10, invokeMs: 0, coldStartMs: 0 },
  ...{ pageMs: 10, connectionsPerPage: 1500 },
};

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

  it("reads of a page what it holds", () => {
    const firstMsOf = (connections: number) =>
      Math.round(simulate({ ...BARE, connections }, 1).firstMs);
    deepEqual([300, 750, 1500, 3000].map(firstMsOf), [12, 15, 20, 20]);
  });

  it("posts twice as much after each answer, up to the most in flight", () => {
    const scenario = { ...BARE, connections: 56, latencyMs: 100, firstInFlight: 8 };
    const { steps } = simulate({ ...scenario, postsInFlight: 32 }, 100);
    deepEqual(steps.filter((posts) => posts > 0).map(Math.round), [8, 16, 32]);
  });

  it("lets fan-out begin after the first answer, in a new environment that takes the chunk", () => {
    const scenario = { ...BARE, connections: 2, connectionsPerInvocation: 1 };
    const times = { latencyMs: 20, invokeMs: 50, coldStartMs: 300, tableMs: 10 };
    const { firstMs, lastMs } = simulate({ ...scenario, ...times }, 1);
    equal(lastMs - firstMs, 20 + 50 + 300 + 10);
  });

  it("lets an invocation of fan-out post half of a second's posts at once, and then its part", () => {
    const scenario = { ...BARE, connections: 4000, connectionsPerPage: 4000 };
    const { firstMs, lastMs } = simulate(scenario, 1);
    const postsPerSecond = Math.ceil(10_000 / 11);
    const tookMs = ((2000 - postsPerSecond / 2) * 1000) / postsPerSecond;
    const offMs = Math.abs(lastMs - firstMs - BARE.tableMs - tookMs);
    ok(offMs < 5, `${offMs} ms`);
  });

  it("bounds together only invocations that share a machine", () => {
    const lastMsOf = (connections: number, sharedRps: number) =>
      simulate({ ...BARE, connections, sharedRps }, 1).lastMs;
    equal(lastMsOf(2000, 500), lastMsOf(2000, Infinity));
    const apart = { ...BARE, connections: 4000, cpuUs: 1000, firstCpuUs: 1000, memoryMb: 1769 };
    const togetherMs = simulate({ ...apart, sharedRps: 1000 }, 1).lastMs;
    ok(togetherMs >= 3900, `${togetherMs} ms`);
    ok(simulate(apart, 1).lastMs < 3000);
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

  it("of a laptop agrees with what was measured there, and tells of more connections", () => {
    const many = { firstMs: 14, medianMs: 54, lastMs: 94 };
    const several = { firstMs: 64, deliveriesPerSecond: 10_000 };
    const calibration = { aloneMs: 5, connections: 1000, many, several };
    const of = (connections: number) => simulate(laptopScenario(connections, calibration), 1);
    ok(Math.abs(of(1).firstMs - 5) <= 1);
    const { firstMs, medianMs, lastMs } = of(1000);
    const offMs = [firstMs - 14, medianMs - 54, lastMs - 94].map(Math.abs);
    ok(Math.max(...offMs) <= 2, `off by ${offMs.join(", ")} ms`);
    // 9 ms for each 1,000 that are listed, and two invocations that wait 50 ms.
    const far = of(10_000);
    ok(Math.abs(far.firstMs - 95) <= 2, `${far.firstMs} ms`);
    ok(far.lastMs > 95 + 100 + 1600 && far.lastMs < 95 + 100 + 1900, `${far.lastMs} ms`);
  });

  it("is checked with 100, 1,000 and 10,000 connections, or with as many as one says", () => {
    deepEqual(parseSizes([]), [100, 1000, 10_000]);
    deepEqual(parseSizes(["50", "2500"]), [50, 2500]);
    equal(parseSizes(["100", "--help"]), "help");
    for (const text of ["many", "0", "-5", "1.5", "--sizes", ""])
      throws(() => parseSizes(["100", text]), {
        exitCode: 2,
        message: new RegExp(`^Unexpected argument "${text}". Give whole numbers of connections, `),
      });
  });

  it("refuses what is no number above 0", () => {
    throws(() => parseOptions(["--connections", "many"]), {
      message: /^Option "--connections" is "many"\. Give a number above 0\./,
    });
  });
});
