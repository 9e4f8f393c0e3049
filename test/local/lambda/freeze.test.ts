import assert from "node:assert/strict";
import { startTestLambda, type TestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

/** Leaves work behind that falls due at once, and tells later when it was done. */
const LEAVES_WORK = `
const done = {};
exports.handler = async ({ leave }) => {
  if (leave) {
    setTimeout(() => (done.timeout = Date.now()), 1);
    setImmediate(() => setTimeout(() => (done.nested = Date.now()), 1));
    new Promise((resolve) => setTimeout(resolve, 1)).then(() => (done.promise = Date.now()));
    const interval = setInterval(() => { done.interval = Date.now(); clearInterval(interval); }, 1);
  }
  return { ...done };
};`;

/** Takes longer than the work that was left behind. */
const TAKES_TIME = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 20, "done"));`;

describe("a frozen environment", () => {
  let lambda: TestLambda;

  beforeEach(async () => {
    const others = [functionOf(TAKES_TIME, { name: "other" })];
    lambda = await startTestLambda(LEAVES_WORK, {}, { others });
  });
  afterEach(() => lambda.close());

  it("does nothing until the next event, and then first what fell due", async () => {
    assert.deepEqual((await lambda.invoke({ leave: true })).payload, {});
    // Time passes elsewhere.
    await lambda.invoke({}, "other");
    const thawedAt = Date.now();
    const { payload } = await lambda.invoke();
    const done = payload as Record<string, number>;
    assert.deepEqual(Object.keys(done).sort(), ["interval", "nested", "promise", "timeout"]);
    for (const [work, at] of Object.entries(done))
      assert.ok(at >= thawedAt, `${work} was done ${thawedAt - at} ms before the event`);
  });

  it("ends at once when it is reaped", async () => {
    await lambda.invoke({ leave: true });
    lambda.clock.advance(10 * 60 * 1000);
    assert.equal(lambda.all("lambda.shutdown")[0]?.reason, "idle");
  });
});

describe("a lazy environment", () => {
  it("is reaped when the runtime's idle timeout says so", async () => {
    const lambda = await startTestLambda(TAKES_TIME, {}, { idleTimeoutMs: 5000 });
    await lambda.invoke();
    lambda.clock.advance(4999);
    assert.deepEqual(lambda.all("lambda.shutdown"), []);
    lambda.clock.advance(1);
    assert.equal(lambda.all("lambda.shutdown")[0]?.reason, "idle");
    await lambda.close();
  });
});
