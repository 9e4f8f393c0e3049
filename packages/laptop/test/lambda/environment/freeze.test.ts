import assert from "node:assert/strict";
import { startTestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

const IDLE_MS = 10 * 60 * 1000;

/** Leaves work behind that goes on for as long as it is let, and tells how far it came. */
const LEAVES_WORK = `
let turns = 0;
let due = false;
exports.handler = async ({ leave }) => {
  if (!leave) return { turns, due };
  const turn = () => { turns++; setImmediate(turn); };
  turn();
  setTimeout(() => (due = true), 1);
};`;

/** Does the same for long enough. */
const WORKS = `
exports.handler = async () => {
  const end = Date.now() + 5;
  let turns = 0;
  while (turns < 1000 || Date.now() < end) {
    await new Promise((resolve) => setImmediate(resolve));
    turns++;
  }
};`;

interface Progress {
  turns: number;
  due: boolean;
}

describe("an environment between two events", () => {
  it("is frozen: nothing goes on, and what fell due runs before the next event", async () => {
    const others = [functionOf(WORKS, { name: "other" })];
    const lambda = await startTestLambda(LEAVES_WORK, {}, { others });
    await lambda.invoke({ leave: true });
    await lambda.invoke({}, "other");
    const { turns, due } = (await lambda.invoke()).payload as Progress;
    // The event loop turns a few times before it stops and when it goes on.
    assert.ok(turns < 10, `${turns} turns`);
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
