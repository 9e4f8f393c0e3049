import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/mock", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("answers a heartbeat without a function", async () => {
    const alice = await laptop.connect();
    await alice.send({ action: "ping" });
    assert.equal(await alice.next(), '{"action":"pong"}');
    await alice.send("hello");
    assert.match(await alice.next(), /^{"message": "Forbidden", /);
    assert.deepEqual(laptop.runtime.model.functions, []);
  });
});
