import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { HOLDING, startTestLambda, type TestLambda } from "../../support/lambda";
import type { LambdaFunction } from "../../../src/model/model";
import { functionOf } from "../../support/models";

/** Longer than it takes until a process is held ready. */
const CALM_MS = 1000;

/** Longer than any environment is kept without an event. */
const IDLE_MS = 10 * 60 * 1000;

/** Holds an event, and otherwise tells what it has seen since it was loaded. */
const COUNTING = `${HOLDING}
const whole = exports.handler;
const loadedAt = Date.now(), descriptors = require("node:fs").readdirSync("/proc/self/fd").length;
exports.handler = async (event) => {
  const held = await whole(event);
  return event.hold ? held : { loadedAt, descriptors, pid: process.pid, hold: process.env._PULUMI_LAPTOP_HOLD };
};`;

interface Seen {
  loadedAt: number;
  descriptors: number;
  pid: number;
  hold?: string;
}

describe("a process that is held ready", () => {
  let lambda: TestLambda;
  afterEach(() => lambda.close());

  const start = async (parts: Partial<LambdaFunction> = {}) => {
    lambda = await startTestLambda(COUNTING, parts);
  };
  const held = () => lambda.all("lambda.ready").map((entry) => entry.held);
  /** Handles an event in a second environment. */
  const inSecond = async () => {
    const first = await lambda.hold();
    const { payload } = await lambda.invoke();
    first.release();
    await first.answer;
    return payload as Seen;
  };

  it("is there for the next start, and has not loaded the function's code", async function () {
    if (process.platform !== "linux") this.skip();
    await start();
    const first = (await lambda.invoke()).payload as Seen;
    lambda.clock.advance(CALM_MS);
    const before = Date.now();
    const second = await inSecond();
    assert.deepEqual(held(), [false, true]);
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#1", "greeter#2"]);
    assert.ok(second.loadedAt >= before);
    assert.notEqual(second.pid, first.pid);
    // Nothing shows that it was held.
    assert.equal(second.descriptors, first.descriptors);
    assert.equal(second.hold, undefined);
  });

  it("is no environment until then", async () => {
    await start();
    await lambda.invoke();
    lambda.clock.advance(CALM_MS);
    assert.equal(lambda.all("lambda.init").length, 1);
    lambda.clock.advance(IDLE_MS);
    assert.equal(lambda.all("lambda.shutdown").length, 1);
    await lambda.invoke();
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#2"]);
    // It has ended with the last environment.
    assert.deepEqual(held(), [false, false]);
  });

  it("is none while starts follow each other, nor where the function has something loaded before", async () => {
    await start();
    await lambda.invoke();
    await inSecond();
    assert.deepEqual(held(), [false, false]);
    await lambda.close();

    await start({ environment: { NODE_OPTIONS: "--title=greeter" } });
    await lambda.invoke();
    lambda.clock.advance(CALM_MS);
    await inSecond();
    assert.deepEqual(held(), [false, false]);
  });

  it("is replaced when the function has new code, and ends with the service", async () => {
    await start();
    await lambda.invoke();
    lambda.clock.advance(CALM_MS);
    await lambda.update(functionOf(COUNTING, { environment: { NEW: "yes" } }));
    await lambda.invoke();
    assert.deepEqual(held(), [false, false]);
    lambda.clock.advance(CALM_MS);
    await lambda.close();
    assert.deepEqual(environmentsOfThisProcess(), []);
  });
});

/** Command lines of execution environments that this process has started. */
function environmentsOfThisProcess(): string[] {
  const { stdout } = spawnSync("ps", ["-eo", "ppid=,args="], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.trim().startsWith(`${process.pid} `) && line.includes("start.cjs"));
}
