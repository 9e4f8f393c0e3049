import assert from "node:assert/strict";
import { LIFETIME_MS } from "../../../src/iam/access/credentials";
import { HOLDING, startTestLambda, type TestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

/** Longer than any environment is kept without an event. */
const IDLE_MS = 10 * 60 * 1000;

describe("execution environments", () => {
  let lambda: TestLambda;

  beforeEach(async () => {
    lambda = await startTestLambda(HOLDING);
  });
  afterEach(() => lambda.close());

  it("start with the first event", async () => {
    assert.deepEqual(lambda.all("lambda.init"), []);
    await lambda.invoke();
    assert.equal(lambda.all("lambda.init").length, 1);
  });

  it("are reused warm, without a second Init phase", async () => {
    await lambda.invoke();
    await lambda.invoke();
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#1"]);
    assert.equal(lambda.all("lambda.init").length, 1);
    const colds = lambda.all("lambda.invoke").map(({ cold }) => cold);
    assert.deepEqual(colds, [true, false]);
  });

  it("handle one event at a time: an event that finds all busy starts another", async () => {
    const first = await lambda.hold();
    const second = await lambda.hold();
    assert.deepEqual((await lambda.invoke()).payload, "done");
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#2", "greeter#3"]);
    first.release();
    second.release();
    assert.deepEqual((await first.answer).payload, "done");
    assert.deepEqual((await second.answer).payload, "done");
  });

  it("start one each for events that arrive together", async () => {
    await Promise.all([lambda.invoke(), lambda.invoke(), lambda.invoke()]);
    assert.deepEqual(lambda.environments().sort(), ["greeter#1", "greeter#2", "greeter#3"]);
  });

  it("that were used last are the first to be reused", async () => {
    const first = await lambda.hold();
    const second = await lambda.hold();
    second.release();
    await second.answer;
    first.release();
    await first.answer;
    await lambda.invoke();
    assert.equal(lambda.environments().at(-1), "greeter#1");

    const again = await lambda.hold();
    await lambda.invoke();
    assert.equal(lambda.environments().at(-1), "greeter#2");
    again.release();
    await again.answer;
    await lambda.invoke();
    assert.equal(lambda.environments().at(-1), "greeter#1");
  });

  it("that are idle are reaped, and the next event starts cold", async () => {
    await lambda.invoke();
    lambda.clock.advance(IDLE_MS - 1);
    assert.deepEqual(lambda.all("lambda.shutdown"), []);
    lambda.clock.advance(1);
    const [shutdown] = lambda.all("lambda.shutdown");
    assert.equal(shutdown?.environment, "greeter#1");
    assert.equal(shutdown?.reason, "idle");
    assert.equal(shutdown?.invocations, 1);
    await lambda.invoke();
    assert.equal(lambda.environments().at(-1), "greeter#2");
  });

  it("stay warm when an event comes before they would be reaped", async () => {
    await lambda.invoke();
    lambda.clock.advance(IDLE_MS - 1);
    await lambda.invoke();
    lambda.clock.advance(IDLE_MS - 1);
    assert.deepEqual(lambda.all("lambda.shutdown"), []);
  });

  it("that are busy are not reaped", async () => {
    await lambda.update(functionOf(HOLDING, { timeoutMs: 2 * IDLE_MS }));
    await lambda.invoke();
    const held = await lambda.hold();
    lambda.clock.advance(IDLE_MS);
    held.release();
    assert.equal((await held.answer).payload, "done");
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#1"]);
  });

  it("that are never idle for long take no event during which their credentials would expire", async () => {
    for (let now = 0; now < LIFETIME_MS; now += IDLE_MS / 2) {
      await lambda.invoke();
      lambda.clock.advance(IDLE_MS / 2);
    }
    assert.equal(lambda.environments().at(-1), "greeter#1");
    await lambda.invoke();
    assert.equal(lambda.environments().at(-1), "greeter#2");
    const [shutdown, ...more] = lambda.all("lambda.shutdown");
    assert.equal(shutdown?.reason, "expired");
    assert.deepEqual(more, []);
  });

  it("that are busy when that time comes end after their event", async () => {
    await lambda.update(functionOf(HOLDING, { timeoutMs: LIFETIME_MS / 2 }));
    const held = await lambda.hold();
    lambda.clock.advance(LIFETIME_MS / 2 - 1);
    held.release();
    await held.answer;
    const again = await lambda.hold();
    lambda.clock.advance(1);
    assert.deepEqual(lambda.all("lambda.shutdown"), []);
    again.release();
    assert.equal((await again.answer).payload, "done");
    assert.equal(lambda.all("lambda.shutdown")[0]?.reason, "expired");
  });
});
