import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("the parrot under mocha", function () {
  this.timeout(60_000);
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop();
  });
  after(() => laptop.close());

  it("says what it hears", async () => {
    const alice = await laptop.connect();
    await alice.send("hello");
    assert.equal(await alice.next(), "You said hello");
    await alice.close();
    await laptop.settled();
  });
});
