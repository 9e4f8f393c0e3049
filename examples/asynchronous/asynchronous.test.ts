import assert from "node:assert/strict";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { FakeClock } from "pulumi-laptop/test/support/fake-clock";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("examples/asynchronous", () => {
  let stage: TestStage;
  // The SDK signs by the wall clock, so the fake one begins there.
  const clock = new FakeClock(new Date().toISOString());
  before(async () => {
    stage = await startStage({ program: __dirname, clock });
  });
  after(() => stage.close());

  it("invokes a function that nobody waits for; what fails twice ends in a queue", async () => {
    const alice = await connectTo(stage.runtime.urls[0]!);
    const retried = stage.until("lambda.retry");
    alice.send('{"item":"teapot"}');
    assert.equal((await retried).delayMs, 60_000);
    const sent = stage.until("lambda.destination");
    clock.advance(60_000);
    const { record, target } = await sent;
    assert.match(String(target), /^arn:aws:sqs:us-east-1:123456789012:failures-/);
    const { requestContext, requestPayload, responsePayload } = JSON.parse(String(record)) as {
      requestContext: { condition: string; approximateInvokeCount: number };
      requestPayload: unknown;
      responsePayload: { errorMessage: string };
    };
    const { condition, approximateInvokeCount } = requestContext;
    assert.deepEqual([condition, approximateInvokeCount], ["RetriesExhausted", 2]);
    assert.deepEqual(requestPayload, { item: "teapot" });
    assert.equal(responsePayload.errorMessage, "There is no teapot.");
    assert.deepEqual(stage.all("iam.deny"), []);
  });
});
