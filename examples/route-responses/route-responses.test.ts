import assert from "node:assert/strict";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("examples/route-responses", () => {
  let stage: TestStage;
  before(async () => {
    stage = await startStage({ program: __dirname });
  });
  after(() => stage.close());

  it("answers on the route that has a route response, and on no other", async () => {
    const alice = await connectTo(stage.runtime.urls[0]!);
    const answered = stage.until("lambda.result");
    alice.send('{"action":"quiet"}');
    await answered;
    alice.send("hello");
    assert.equal(await alice.next(), "HELLO");
  });
});
