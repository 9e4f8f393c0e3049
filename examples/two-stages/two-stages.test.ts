import assert from "node:assert/strict";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("examples/two-stages", () => {
  let stage: TestStage;
  before(async () => {
    stage = await startStage({ program: __dirname });
  });
  after(() => stage.close());

  it("gives each stage its own variables", async () => {
    const [blue, green] = await Promise.all(stage.runtime.urls.map((url) => connectTo(url)));
    for (const connection of [blue!, green!]) connection.send("hello");
    assert.equal(await blue!.next(), "Hello from blue");
    assert.equal(await green!.next(), "Moin from green");
  });
});
