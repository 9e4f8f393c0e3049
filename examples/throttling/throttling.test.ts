import assert from "node:assert/strict";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { FakeClock } from "pulumi-laptop/test/support/fake-clock";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("examples/throttling", () => {
  let stage: TestStage;
  const clock = new FakeClock();
  before(async () => {
    stage = await startStage({ program: __dirname, clock });
  });
  after(() => stage.close());

  it("admits two messages at once, and then one a second", async () => {
    const alice = await connectTo(stage.runtime.urls[0]!);
    const answerTo = async (message: string) => {
      alice.send(message);
      return (await alice.next()).replace(/, "connectionId".*/, "");
    };
    assert.equal(await answerTo("one"), "one");
    assert.equal(await answerTo("two"), "two");
    assert.equal(await answerTo("three"), '{"message": "Too Many Requests"');
    clock.advance(1000);
    assert.equal(await answerTo("four"), "four");
    assert.equal(await answerTo("five"), '{"message": "Too Many Requests"');
  });
});
