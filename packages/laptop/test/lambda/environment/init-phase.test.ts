import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestLambda, type TestLambda } from "../../support/lambda";

const INIT_LIMIT_MS = 10_000;

/** Gets ready only if a file says so. */
const SLOW = `
import { existsSync } from "node:fs";
console.log("starting");
if (!existsSync(process.env.READY)) await new Promise(() => setInterval(() => {}, 1000));
export const handler = async () => "done";`;

describe("the Init phase", () => {
  let folder: string;
  let ready: string;
  let lambda: TestLambda;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "init-"));
    ready = join(folder, "ready");
    lambda = await startTestLambda("", {
      code: { files: { "index.mjs": { text: SLOW } } },
      environment: { READY: ready },
    });
  });
  afterEach(async () => {
    await lambda.close();
    await rm(folder, { recursive: true });
  });

  const lines = () => lambda.all("lambda.platform").map(({ line }) => String(line));

  it("is given up after 10 seconds and repeated under the function's timeout", async () => {
    const starting = lambda.until("lambda.log", { message: "starting" });
    const answer = lambda.invoke();
    await starting;
    lambda.clock.advance(INIT_LIMIT_MS - 1);
    assert.deepEqual(lambda.all("lambda.initFailed"), []);
    await writeFile(ready, "");
    lambda.clock.advance(1);
    assert.equal((await answer).payload, "done");
    assert.deepEqual(lambda.environments(), ["greeter#1"]);
    assert.equal(lambda.all("lambda.init").length, 1);
    const [first, report, start, end, last] = lines();
    assert.match(first!, /^INIT_START Runtime Version: nodejs:24\.v\d+\tRuntime Version ARN: arn:/);
    assert.match(report!, /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: timeout$/);
    assert.match(start!, /^START /);
    assert.match(end!, /^END /);
    // The repeated phase is part of the duration.
    assert.doesNotMatch(last!, /Init Duration/);
  });

  it("that is repeated in vain ends as a timeout, with the environment", async () => {
    const starting = lambda.until("lambda.log", { message: "starting" });
    const answer = lambda.invoke();
    await starting;
    const begun = lambda.until("lambda.invoke");
    lambda.clock.advance(INIT_LIMIT_MS);
    const { requestId } = await begun;
    lambda.clock.advance(3000);
    const { functionError, payload } = await answer;
    assert.equal(functionError, "Unhandled");
    assert.deepEqual(payload, {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${String(requestId)} Error: Task timed out after 3.00 seconds`,
    });
    assert.equal(lambda.all("lambda.shutdown")[0]?.reason, "timeout");
  });
});

describe("the Init phase of a function that throws", () => {
  it("runs a second time for the event, and reports both", async () => {
    const lambda = await startTestLambda(`console.log("trying"); throw new Error("not ready");`);
    await lambda.invoke();
    const tries = lambda.all("lambda.log").filter(({ message }) => message === "trying");
    assert.equal(tries.length, 2);
    const phases = lambda
      .all("lambda.initFailed")
      .map(({ phase, errorType }) => [phase, errorType]);
    assert.deepEqual(phases, [
      ["init", "Error"],
      ["invoke", "Error"],
    ]);
    const reports = lambda.all("lambda.platform").map(({ line }) => String(line));
    assert.match(reports[1]!, /\tPhase: init\tStatus: error\tError Type: Error$/);
    assert.match(reports[3]!, /\tPhase: invoke\tStatus: error\tError Type: Error$/);
    await lambda.close();
  });
});
