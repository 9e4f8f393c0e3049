import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/asynchronous", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("invokes a function that nobody waits for; what fails twice ends in a queue", async () => {
    const alice = await laptop.connect();
    await alice.send({ item: "teapot" });
    await laptop.settled();
    assert.equal(laptop.entries({ event: "retry" })[0]?.delayMs, 60_000);
    laptop.clock.advance("1m");
    await laptop.settled();
    const [{ record, target } = { record: "", target: "" }] = laptop.entries({
      event: "destination",
    });
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
    assert.deepEqual(laptop.entries({ event: "deny" }), []);
  });
});
