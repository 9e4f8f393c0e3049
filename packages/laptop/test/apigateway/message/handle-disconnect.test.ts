import assert from "node:assert/strict";
import { connectTo } from "../../support/connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";

describe("$disconnect", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  it("comes after the close: its connection is gone and its answer is ignored", async () => {
    const alice = await connectTo(gateway.url);
    let status = 0;
    gateway.handle = async ({ requestContext: { connectionId } }) => {
      status = (await gateway.call("POST", connectionId)).status;
      throw new Error("ignored");
    };
    const disconnected = gateway.next("DISCONNECT");
    await alice.close();
    await disconnected;
    while (status === 0) await new Promise(setImmediate);
    assert.equal(status, 410);
    assert.deepEqual(gateway.all("apigateway.error"), []);
  });
});
