import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/two-stages", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("gives each stage its own variables", async () => {
    const blue = await laptop.connect({ stage: "blue" });
    const green = await laptop.connect({ stage: "green" });
    for (const connection of [blue, green]) await connection.send("hello");
    assert.equal(await blue.next(), "Hello from blue");
    assert.equal(await green.next(), "Moin from green");
  });
});
