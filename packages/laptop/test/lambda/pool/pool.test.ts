import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { startTestLambda } from "../../support/lambda";

/** Answers with its process, after it has waited or computed. */
const BUSY = `exports.handler = async ({ waitMs = 0, computeMs = 0 }) => {
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  const until = performance.now() + computeMs;
  while (performance.now() < until);
  return process.pid;
};`;

describe("a burst of events", () => {
  it("has an environment for each event that waits, and few that compute", async function () {
    // Only Linux tells what a process computes.
    if (process.platform !== "linux") this.skip();
    const lambda = await startTestLambda(BUSY);
    const count = 10 * availableParallelism();
    const processesOf = async (event: object) => {
      const answers = await Promise.all(Array.from({ length: count }, () => lambda.invoke(event)));
      return new Set(answers.map(({ payload }) => payload)).size;
    };
    const waiting = await processesOf({ waitMs: 3000 });
    const computing = await processesOf({ computeMs: 50 });
    // All are warm now, so that nothing is held up by an Init phase.
    const waitingAgain = await processesOf({ waitMs: 300 });
    await lambda.close();
    assert.ok(waiting > computing, `${waiting} waited, ${computing} computed`);
    assert.ok(computing < 0.75 * count, `${computing} computed`);
    // On a machine that others keep busy, some of those that wait are taken to compute.
    assert.ok(waitingAgain > computing, `${waitingAgain} waited, ${computing} computed`);
  });

  it("is handled by far fewer environments than events, and none is lost", async () => {
    const lambda = await startTestLambda(`exports.handler = async ({ number }) => number;`);
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const answers = await Promise.all(numbers.map((number) => lambda.invoke({ number })));
    assert.deepEqual(
      answers.map(({ payload }) => payload),
      numbers,
    );
    const started = lambda.all("lambda.init").length;
    assert.ok(started < 50, `${started} environments`);
    await lambda.close();
  });

  it("of one sender does not hold up another's event", async () => {
    const lambda = await startTestLambda(BUSY);
    const event = JSON.stringify({ computeMs: 20 });
    const ended: string[] = [];
    const invoke = async (sender: string) => {
      await lambda.service.invoke("greeter", event, undefined, sender);
      ended.push(sender);
    };
    // Starts the environments.
    await Promise.all(Array.from({ length: 30 }, () => invoke("warm-up")));
    ended.length = 0;
    const flood = Array.from({ length: 100 }, () => invoke("flood"));
    await Promise.all([...flood, invoke("other")]);
    await lambda.close();
    const before = ended.indexOf("other");
    assert.ok(before < 50, `${before} events of the flood ended before`);
  });

  it("is not throttled for environments that it did not start", async () => {
    const lambda = await startTestLambda(`exports.handler = async () => {};`);
    for (let round = 0; round < 11; round++)
      await Promise.all(Array.from({ length: 100 }, () => lambda.invoke()));
    assert.deepEqual(lambda.all("lambda.throttle"), []);
    await lambda.close();
  });

  it("is answered in full when the service closes before its environments have started", async () => {
    const lambda = await startTestLambda(`exports.handler = () => new Promise(() => {});`);
    const answers = Promise.all(Array.from({ length: 40 }, () => lambda.invoke()));
    await lambda.close();
    for (const { functionError } of await answers) assert.equal(functionError, "Unhandled");
  });
});
