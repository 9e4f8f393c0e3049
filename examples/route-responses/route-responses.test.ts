import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/route-responses", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("answers on the route that has a route response, and on no other", async () => {
    const alice = await laptop.connect();
    await alice.send({ action: "quiet" });
    await laptop.settled();
    assert.deepEqual(alice.unread, []);
    await alice.send("hello");
    assert.equal(await alice.next(), "HELLO");
  });
});
