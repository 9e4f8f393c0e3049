import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/subprotocol", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("agrees on the subprotocol that the function chooses", async () => {
    const alice = await laptop.connect({ protocols: ["chat.v1", "chat.v2"] });
    assert.equal(alice.protocol, "chat.v2");
    await assert.rejects(laptop.connect(), { status: 400, body: "Offer chat.v2 or chat.v1." });
  });
});
