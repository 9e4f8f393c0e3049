import assert from "node:assert/strict";
import { join } from "node:path";
import {
  runExperiment,
  type ExperimentName,
  type Result,
} from "pulumi-laptop/src/experiments/experiments";
import { Lab } from "pulumi-laptop/src/experiments/lab";
import { FakeClock } from "pulumi-laptop/test/support/fake-clock";
import { heldCalls, type HeldCalls } from "pulumi-laptop/test/support/gateway/held-call";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const PROGRAM = join(__dirname, "../../..");
const IDLE_MS = 10 * 60 * 1000;

describe("the experiment", () => {
  let stage: TestStage;
  let clock: FakeClock;
  let held: HeldCalls;

  beforeEach(async () => {
    // The SDK signs by the wall clock, so the fake one begins there.
    clock = new FakeClock(new Date().toISOString());
    held = heldCalls();
    stage = await startStage({ program: PROGRAM, clock, intercept: held.intercept });
  });
  afterEach(() => stage.close());

  const run = async (name: ExperimentName): Promise<Result> => {
    const lab = new Lab(stage.runtime.urls[0]!, stage.journal);
    try {
      return await runExperiment(name, lab, { slow: "1", quick: "hi" });
    } finally {
      lab.close();
    }
  };
  /** What the journal says, whatever the experiment does. */
  const invokes = () => stage.all("lambda.invoke");
  const environments = () => {
    const all = invokes().map(({ environment }) => String(environment));
    return new Set(all.filter((name) => name.startsWith("events"))).size;
  };

  it("sequential: 20 messages, one environment", async () => {
    const { messages, invocations, ...result } = await run("sequential");
    assert.deepEqual([messages, result.environments, result.isProven], [20, 1, true]);
    assert.equal(environments(), 1);
    assert.equal(stage.all("apigateway.message").length, 20);
    assert.equal(invocations.length, 22);
    const colds = invocations.map(({ cold }) => cold);
    assert.deepEqual(colds, [true, true, ...Array<boolean>(20).fill(false)]);
    assert.deepEqual(
      [invocations[0]!.event, invocations[1]!.event, invocations[21]!.event],
      ["$connect", "hi", "$disconnect"],
    );
  });

  it("says that a connection ended before its message, in place of waiting for it", async () => {
    const lab = new Lab(stage.runtime.urls[0]!, stage.journal);
    try {
      const alice = await lab.connect();
      alice.webSocket.terminate();
      await assert.rejects(lab.send(alice, "hi"), {
        name: "UserError",
        message: 'The connection ended before "hi" was handled.',
      });
      const bob = await lab.connect();
      clock.advance(IDLE_MS);
      await assert.rejects(
        lab.send(bob, "hi"),
        /Give a lower --time-scale: limits pass too fast\.$/,
      );
    } finally {
      lab.close();
    }
  });

  it("idle: 2 messages with a pause past the idle limit, two environments", async () => {
    const running = run("idle");
    await new Promise<void>((resolve) => {
      const stop = stage.journal.subscribe(({ event }) => {
        if (event !== "result" || stage.all("lambda.result").length < 3) return;
        stop();
        // The environment is idle right after the answer.
        setImmediate(() => {
          clock.advance(IDLE_MS - 1);
          assert.deepEqual(stage.all("lambda.shutdown"), []);
          clock.advance(1);
          resolve();
        });
      });
    });
    const result = await running;
    assert.deepEqual([result.messages, result.environments, result.isProven], [2, 2, true]);
    assert.equal(environments(), 2);
    assert.equal(stage.all("apigateway.message").length, 2);
    const colds = result.invocations.map(({ cold }) => cold);
    assert.deepEqual(colds, [true, true, false, true, true, false]);
    assert.ok(result.invocations[3]!.start - result.invocations[2]!.end >= IDLE_MS);
    const shutdowns = stage.all("lambda.shutdown").map((one) => [one.reason, one.invocations]);
    // A message, and what opened and closed its connection.
    assert.deepEqual(shutdowns.sort(), [
      ["idle", 1],
      ["idle", 2],
    ]);
  });

  it("concurrent: a slow message and a quick one at once, two environments, the quick one ends first", async () => {
    // However long another environment takes to start: the slow message is held until both have connected and the quick
    // one is handled.
    held.holdNext("dynamodb:UpdateItem", stage.handled(3));
    const result = await run("concurrent");
    assert.deepEqual([result.messages, result.environments, result.isProven], [2, 2, true]);
    assert.equal(environments(), 2);
    const [slow, quick] = ["1", "hi"].map((event) =>
      result.invocations.find((i) => i.event === event)!,
    );
    assert.notEqual(slow!.environment, quick!.environment);
    assert.deepEqual([slow!.cold, quick!.cold], [true, true]);
    const ids = invokes()
      .slice(2, 4)
      .map(({ requestId }) => requestId);
    const ends = stage.all("lambda.result").filter(({ requestId }) => ids.includes(requestId));
    assert.deepEqual(
      ends.map(({ requestId }) => requestId),
      [ids[1], ids[0]],
    );
  });
});
