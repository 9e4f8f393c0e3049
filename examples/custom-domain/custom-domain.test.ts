import assert from "node:assert/strict";
import { connectTo, refusalOf } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("examples/custom-domain", () => {
  let stage: TestStage;
  before(async () => {
    stage = await startStage({ program: __dirname });
  });
  after(() => stage.close());

  it("is reached by its domain name alone", async () => {
    const { host } = new URL(stage.runtime.urls[0]!);
    const headers = { Host: "ws.example.com" };
    assert.equal((await refusalOf(`ws://${host}/live`)).status, 403);
    assert.equal((await refusalOf(`ws://${host}/live`, { headers })).status, 403);
    const alice = await connectTo(`ws://${host}/chat`, { headers });
    alice.send("where am I?");
    const apiId = stage.runtime.model.apis[0]!.id;
    assert.equal(
      await alice.next(),
      JSON.stringify({ domainName: "ws.example.com", stage: "live", apiId }),
    );
  });
});
