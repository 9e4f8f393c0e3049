import assert from "node:assert/strict";
import { once } from "node:events";
import { WebSocket } from "ws";
import { refusalOf } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("examples/subprotocol", () => {
  let stage: TestStage;
  before(async () => {
    stage = await startStage({ program: __dirname });
  });
  after(() => stage.close());

  it("agrees on the subprotocol that the function chooses", async () => {
    const url = stage.runtime.urls[0]!;
    const webSocket = new WebSocket(url, ["chat.v1", "chat.v2"]);
    await once(webSocket, "open");
    assert.equal(webSocket.protocol, "chat.v2");
    webSocket.terminate();
    const { status, body } = await refusalOf(url);
    assert.deepEqual([status, body], [400, "Offer chat.v2 or chat.v1."]);
  });
});
