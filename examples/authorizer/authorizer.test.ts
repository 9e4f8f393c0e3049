import assert from "node:assert/strict";
import { connectTo, refusalOf } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("examples/authorizer", () => {
  let stage: TestStage;
  before(async () => {
    stage = await startStage({ program: __dirname });
  });
  after(() => stage.close());

  it("admits whom its function admits, and tells the rest why not", async () => {
    const url = stage.runtime.urls[0]!;
    const statusOf = async (query: string) => (await refusalOf(url + query)).status;
    assert.equal(await statusOf(""), 401);
    assert.deepEqual(stage.all("lambda.invoke"), []);
    assert.equal(await statusOf("?token=expired"), 401);
    assert.equal(await statusOf("?token=mallory"), 403);
    const alice = await connectTo(`${url}?token=alice`);
    alice.send("who am I?");
    assert.equal(await alice.next(), '{"vip":"true","visits":"3","principalId":"alice"}');
  });
});
