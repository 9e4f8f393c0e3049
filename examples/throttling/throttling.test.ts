import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/throttling", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("admits two messages at once, and then one a second", async () => {
    const alice = await laptop.connect();
    const answerTo = async (message: string) => {
      await alice.send(message);
      return (await alice.next()).replace(/, "connectionId".*/, "");
    };
    assert.equal(await answerTo("one"), "one");
    assert.equal(await answerTo("two"), "two");
    assert.equal(await answerTo("three"), '{"message": "Too Many Requests"');
    laptop.clock.advance("1s");
    assert.equal(await answerTo("four"), "four");
    assert.equal(await answerTo("five"), '{"message": "Too Many Requests"');
  });
});
