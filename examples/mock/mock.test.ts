import assert from "node:assert/strict";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("examples/mock", () => {
  let stage: TestStage;
  before(async () => {
    stage = await startStage({ program: __dirname });
  });
  after(() => stage.close());

  it("answers a heartbeat without a function", async () => {
    const alice = await connectTo(stage.runtime.urls[0]!);
    alice.send('{"action":"ping"}');
    assert.equal(await alice.next(), '{"action":"pong"}');
    alice.send("hello");
    assert.match(await alice.next(), /^{"message": "Forbidden", /);
    assert.deepEqual(stage.runtime.model.functions, []);
  });
});
