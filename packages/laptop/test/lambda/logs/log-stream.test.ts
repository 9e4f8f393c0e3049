import assert from "node:assert/strict";
import { printJournal } from "../../../src/cli/console/console";
import type { LoggingConfig } from "../../../src/model/model";
import { startTestLambda, type TestLambda } from "../../support/lambda";

const TALKING = `
console.info("getting ready");
exports.handler = async ({ fail, remaining }, context) => {
  if (fail) throw new TypeError("no such greeting");
  if (remaining) {
    const before = context.getRemainingTimeInMillis();
    const start = Date.now();
    while (Date.now() < start + 5);
    return [before, context.getRemainingTimeInMillis()];
  }
  console.trace("a trace"); console.debug("a detail"); console.log("two\\nlines %d", 2);
  console.warn({ greeting: "hello" }); console.error("it failed:", new RangeError("too far"));
  process.stdout.write("as it is\\n");
};`;

const TIME = "2026-09-25T00:00:00.000Z";

describe("the log of a function", () => {
  let lambda: TestLambda;

  const start = async (logging: LoggingConfig) => {
    lambda = await startTestLambda(TALKING, { logging });
  };
  afterEach(() => lambda.close());

  /** What CloudWatch would show, in order. */
  const lines = () =>
    lambda.entries
      .filter(({ event }) => event === "log" || event === "platform")
      // A line of console.* has the time of the function's process.
      .map(({ line }) => String(line).replace(/^({"timestamp":")?[-:.\dT]{23}Z/, `$1${TIME}`));
  const requestIdOf = (event: number) => String(lambda.all("lambda.invoke")[event]!.requestId);

  it("is framed by START, END and REPORT", async () => {
    await start({ format: "Text" });
    await lambda.invoke();
    const [initStart, init, first, ...rest] = lines();
    const id = requestIdOf(0);
    assert.match(
      initStart!,
      /^INIT_START Runtime Version: nodejs:24\.v\d+\tRuntime Version ARN: arn:/,
    );
    assert.equal(init, `${TIME}\t-\tINFO\tgetting ready`);
    assert.equal(first, `START RequestId: ${id} Version: $LATEST`);
    assert.deepEqual(rest.slice(0, 4), [
      `${TIME}\t${id}\tTRACE\ta trace`,
      `${TIME}\t${id}\tDEBUG\ta detail`,
      `${TIME}\t${id}\tINFO\ttwo\nlines 2`,
      `${TIME}\t${id}\tWARN\t{ greeting: 'hello' }`,
    ]);
    assert.match(rest[4]!, /\tERROR\tit failed: RangeError: too far\n {4}at /);
    assert.equal(rest[5], "as it is");
    assert.equal(rest[6], `END RequestId: ${id}`);
    assert.match(
      rest[7]!,
      new RegExp(
        `^REPORT RequestId: ${id}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: \\d+\\.\\d\\d ms\t$`,
      ),
    );
    assert.equal(rest.length, 8);
  });

  it("reports the Init Duration on a cold start only, and bills it", async () => {
    await start({ format: "Text" });
    await lambda.invoke();
    await lambda.invoke();
    const [cold, warm] = lines().filter((line) => line.startsWith("REPORT"));
    assert.doesNotMatch(warm!, /Init Duration/);
    const number = (name: string) =>
      Number(new RegExp(`\t${name}: ([\\d.]+) `).exec(cold!.replace("\tD", "\t\tD"))?.[1]);
    const whole = number("Duration") + number("Init Duration");
    assert.ok(Math.abs(number("Billed Duration") - whole) <= 1.02, cold);
  });

  it("holds the function's error in one line", async () => {
    await start({ format: "Text" });
    await lambda.invoke({ fail: true });
    const line = lines().find((text) => text.includes("Invoke Error"))!;
    const [time, id, level, what, error] = line.split("\t");
    assert.deepEqual([time, id, level, what], [TIME, requestIdOf(0), "ERROR", "Invoke Error "]);
    const { stack, ...rest } = JSON.parse(error!) as { stack: string[] };
    assert.deepEqual(rest, { errorType: "TypeError", errorMessage: "no such greeting" });
    assert.equal(stack[0], "TypeError: no such greeting");
    assert.match(lines().at(-1)!, /\tStatus: error\tError Type: TypeError\t$/);
  });

  it("is JSON where the function's configuration says so", async () => {
    await start({ format: "JSON", applicationLevel: "TRACE", systemLevel: "DEBUG" });
    await lambda.invoke();
    const requestId = requestIdOf(0);
    const parsed = lines()
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const app = parsed.filter(({ level }) => level);
    assert.deepEqual(app[0], {
      timestamp: TIME,
      level: "INFO",
      requestId: "-",
      message: "getting ready",
    });
    assert.deepEqual(app.slice(1, 5), [
      { timestamp: TIME, level: "TRACE", requestId, message: "a trace" },
      { timestamp: TIME, level: "DEBUG", requestId, message: "a detail" },
      { timestamp: TIME, level: "INFO", requestId, message: "two\nlines 2" },
      { timestamp: TIME, level: "WARN", requestId, message: { greeting: "hello" } },
    ]);
    const { stackTrace, message, ...failure } = app[5] as { stackTrace: string[]; message: string };
    assert.deepEqual(failure, {
      timestamp: TIME,
      level: "ERROR",
      requestId,
      errorType: "RangeError",
      errorMessage: "too far",
    });
    assert.equal(stackTrace[0], "RangeError: too far");
    assert.match(message, /^it failed: RangeError: too far\n/);

    const platform = parsed.filter(({ type }) => type);
    const types = platform.map(({ type }) => type);
    assert.deepEqual(types, [
      "platform.initStart",
      "platform.start",
      "platform.runtimeDone",
      "platform.report",
    ]);
    assert.deepEqual(platform[1]!.record, { requestId, version: "$LATEST" });
    const { metrics, ...report } = platform[3]!.record as { metrics: object };
    assert.deepEqual(report, { requestId, status: "success" });
    assert.deepEqual(Object.keys(metrics), [
      "durationMs",
      "billedDurationMs",
      "memorySizeMB",
      "maxMemoryUsedMB",
      "initDurationMs",
    ]);
  });

  it("in JSON leaves out what is below its levels", async () => {
    await start({ format: "JSON", applicationLevel: "ERROR", systemLevel: "WARN" });
    await lambda.invoke();
    const levels = lambda.all("lambda.log").map(({ level }) => level);
    assert.deepEqual(levels, ["ERROR", "INFO"]);
    assert.match(String(lambda.all("lambda.log")[1]?.line), /^as it is$/);
    assert.deepEqual(lambda.all("lambda.platform"), []);
    await lambda.invoke({ fail: true });
    const types = lambda.all("lambda.platform").map(({ type }) => type);
    assert.deepEqual(types, ["platform.runtimeDone", "platform.report"]);
  });

  it("is on the terminal without START, END and REPORT", async () => {
    await start({ format: "Text" });
    const printed: string[] = [];
    const stop = printJournal({ ...lambda.journal }, (line) => printed.push(line));
    await lambda.invoke();
    stop();
    assert.match(printed[0]!, / init +greeter#1 .* cold start$/);
    assert.equal(printed[1], "    getting ready");
    assert.match(printed[2]!, / lambda +greeter#1 .* ms {2}ok$/);
    assert.deepEqual(printed.slice(3, 7), [
      "    a trace",
      "    a detail",
      "    two",
      "    lines 2",
    ]);
    assert.ok(!printed.some((line) => /RequestId/.test(line)));
  });

  it("tells how much time is left, which counts down", async () => {
    await start({ format: "Text" });
    const [before, after] = (await lambda.invoke({ remaining: true })).payload as number[];
    assert.ok(before! <= 3000 && before! > 0);
    assert.ok(before! - after! >= 5, `${before} then ${after}`);
  });
});
