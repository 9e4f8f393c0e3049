import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { startTestLambda } from "../../support/lambda";

const IDLE_MS = 10 * 60 * 1000;

/**
 * Leaves work behind that goes on for as long as it is let, in the process and in one that it starts, and
 * tells for how long each paused.
 */
const LEAVES_WORK = `
const { spawn } = require("node:child_process");
let turns = 0;
let due = false;
let pausedMs = 0;
let child;
const watch = (onTurn) => {
  let last = performance.now();
  const turn = () => {
    const now = performance.now();
    onTurn(now - last);
    last = now;
    setImmediate(turn);
  };
  turn();
};
const OTHER = "let pausedMs = 0; (" + watch + ")((ms) => (pausedMs = Math.max(pausedMs, ms)));" +
  "process.on('message', () => setTimeout(() => process.send(pausedMs), 1));";
const tell = () => new Promise((resolve) => child.once("message", resolve).send("tell"));
exports.handler = async ({ leave }) => {
  if (!leave) return { turns, due, pausedMs, childPausedMs: child && (await tell()) };
  child = spawn(process.execPath, ["-e", OTHER], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await tell();
  child.unref();
  child.channel.unref();
  watch((ms) => {
    turns++;
    pausedMs = Math.max(pausedMs, ms);
  });
  setTimeout(() => (due = true), 1);
};`;

interface Progress {
  turns: number;
  due: boolean;
  pausedMs: number;
  childPausedMs: number;
}

/** Longer than the processor keeps a process waiting. */
const FROZEN_MS = 500;

describe("an environment between two events", () => {
  it("is frozen: nothing goes on, and what fell due runs before the next event", async () => {
    const lambda = await startTestLambda(LEAVES_WORK, { memorySizeMb: 512 });
    await lambda.invoke({ leave: true });
    // A timer may fire a little early.
    const until = performance.now() + FROZEN_MS;
    while (performance.now() < until) await wait(until - performance.now());
    const { turns, due, pausedMs, childPausedMs } = (await lambda.invoke()).payload as Progress;
    assert.ok(pausedMs >= FROZEN_MS, `paused for ${pausedMs} ms`);
    assert.ok(childPausedMs >= FROZEN_MS, `what it started paused for ${childPausedMs} ms`);
    assert.equal(due, true);
    // While an event is handled, it goes on.
    const more = (await lambda.invoke()).payload as Progress;
    assert.ok(more.turns > turns);
    await lambda.close();
  });

  it("can be ended, although it does not run", async () => {
    const lambda = await startTestLambda(LEAVES_WORK);
    await lambda.invoke({ leave: true });
    lambda.clock.advance(IDLE_MS);
    assert.equal(lambda.all("lambda.shutdown")[0]?.reason, "idle");
    assert.equal((await lambda.invoke()).functionError, undefined);
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#2"]);
    await lambda.close();
  });

  it("is kept for as long as the idle timeout says", async () => {
    const lambda = await startTestLambda(LEAVES_WORK, {}, { idleTimeoutMs: 5000 });
    await lambda.invoke();
    lambda.clock.advance(4999);
    assert.deepEqual(lambda.all("lambda.shutdown"), []);
    lambda.clock.advance(1);
    assert.equal(lambda.all("lambda.shutdown")[0]?.reason, "idle");
    await lambda.close();
  });
});
