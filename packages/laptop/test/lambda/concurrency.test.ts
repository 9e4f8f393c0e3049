import assert from "node:assert/strict";
import { Concurrency } from "../../src/lambda/concurrency";
import { Refusal } from "../../src/lambda/invoke/refusal";
import { invokeForGateway } from "../../src/lambda/start";
import { FakeClock } from "../support/fake-clock";
import { HOLDING, startTestLambda } from "../support/lambda";
import { functionOf } from "../support/models";

describe("concurrency", () => {
  let clock: FakeClock;
  let concurrency: Concurrency;

  beforeEach(() => {
    clock = new FakeClock();
    concurrency = new Concurrency(clock);
    concurrency.setFunctions([
      functionOf("", { name: "own" }),
      functionOf("", { name: "other" }),
      functionOf("", { name: "few", reservedConcurrency: 100 }),
      functionOf("", { name: "none", reservedConcurrency: 0 }),
      functionOf("", { name: "ready", provisionedConcurrency: 50 }),
    ]);
  });

  const admit = (name: string, count: number, isWarm = false) =>
    Array.from({ length: count }, () => concurrency.admit(name, isWarm));
  const refused = (name: string, reason: string, isWarm = false) =>
    assert.throws(
      () => concurrency.admit(name, isWarm),
      (error) => {
        assert.ok(error instanceof Refusal);
        assert.equal(error.type, "TooManyRequestsException");
        assert.equal(error.reason, reason);
        return true;
      },
    );

  it("of the account is 1,000, less what is reserved and provisioned", () => {
    const done = [...admit("own", 400), ...admit("other", 450)];
    refused("own", "ConcurrentInvocationLimitExceeded");
    refused("other", "ConcurrentInvocationLimitExceeded", true);
    // Who has concurrency of its own still has it.
    admit("few", 100);
    admit("ready", 50, true);
    refused("ready", "ConcurrentInvocationLimitExceeded", true);
    done[0]!.end();
    admit("other", 1);
  });

  it("that is reserved is a limit too, and none stops a function", () => {
    admit("few", 100);
    refused("few", "ReservedFunctionConcurrentInvocationLimitExceeded");
    refused("none", "ReservedFunctionConcurrentInvocationLimitExceeded");
  });

  it("grows by 1,000 environments every 10 seconds for each function", () => {
    const turn = (count: number) => admit("own", count).forEach(({ end }) => end());
    for (let i = 0; i < 2; i++) turn(500);
    refused("own", "FunctionInvocationRateLimitExceeded");
    admit("own", 1, true)[0]!.end();
    admit("other", 1)[0]!.end();
    clock.advance(10);
    turn(1);
    refused("own", "FunctionInvocationRateLimitExceeded");
    clock.advance(10_000);
    for (let i = 0; i < 2; i++) turn(500);
    refused("own", "FunctionInvocationRateLimitExceeded");
  });

  it("grows by environments that start, not by events that take one that becomes free", () => {
    for (let i = 0; i < 3; i++)
      for (const { reuses, end } of admit("own", 500)) {
        reuses();
        end();
      }
    for (let i = 0; i < 2; i++) admit("own", 500).forEach(({ end }) => end());
    refused("own", "FunctionInvocationRateLimitExceeded");
  });
});

describe("a throttled function", () => {
  it("refuses the event, which the gateway takes for a failure", async () => {
    const lambda = await startTestLambda(HOLDING, { reservedConcurrency: 1 });
    const held = await lambda.hold();
    await assert.rejects(lambda.invoke(), /^Error: Rate Exceeded\.$/);
    assert.deepEqual(await invokeForGateway(lambda.service, "greeter", "{}"), {
      payload: '{"errorType":"TooManyRequestsException","errorMessage":"Rate Exceeded."}',
      functionError: "Unhandled",
    });
    const [throttle] = lambda.all("lambda.throttle");
    assert.equal(throttle?.reason, "ReservedFunctionConcurrentInvocationLimitExceeded");
    held.release();
    await held.answer;
    assert.equal((await lambda.invoke()).payload, "done");
    await lambda.close();
  });
});

describe("provisioned concurrency", () => {
  const CODE = `exports.handler = async ({ crash }) => {
    if (crash) process.exit(1);
    return process.env.AWS_LAMBDA_INITIALIZATION_TYPE;
  };`;

  it("starts environments before the first event, which are never reaped", async () => {
    const lambda = await startTestLambda(CODE, { provisionedConcurrency: 2 });
    assert.equal(lambda.all("lambda.ready").length, 2);
    const lines = lambda.all("lambda.platform").map(({ line }) => String(line));
    const reports = lines.filter((line) => !line.startsWith("INIT_START"));
    assert.equal(reports.length, 2);
    for (const line of reports)
      assert.match(line, /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init$/);
    assert.equal((await lambda.invoke()).payload, "provisioned-concurrency");
    assert.equal(lambda.all("lambda.invoke")[0]?.cold, false);
    const report = lambda.all("lambda.platform").at(-1);
    assert.doesNotMatch(String(report?.line), /Init Duration/);
    lambda.clock.advance(60 * 60 * 1000);
    assert.deepEqual(lambda.all("lambda.shutdown"), []);
    await lambda.close();
  });

  it("is more than that on demand, and an environment that ends is replaced", async () => {
    const lambda = await startTestLambda(CODE, { provisionedConcurrency: 1 });
    const types = await Promise.all([lambda.invoke(), lambda.invoke()]);
    const payloads = types.map(({ payload }) => payload);
    assert.deepEqual(payloads, ["provisioned-concurrency", "on-demand"]);
    const before = lambda.all("lambda.init").length;
    const crashes = [lambda.invoke({ crash: true }), lambda.invoke({ crash: true })];
    const replaced = lambda.until("lambda.ready");
    await Promise.all(crashes);
    await replaced;
    assert.equal(lambda.all("lambda.init").length, before + 1);
    await lambda.close();
  });
});
