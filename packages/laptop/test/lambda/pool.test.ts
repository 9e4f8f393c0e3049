import assert from "node:assert/strict";
import { startTestLambda } from "../support/lambda";

describe("a burst of events", () => {
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
