import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/authorizer", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("admits whom its function admits, and tells the rest why not", async () => {
    const refused = (status: number, query?: Record<string, string>) =>
      assert.rejects(laptop.connect(query && { query }), { name: "HandshakeRefused", status });
    await refused(401);
    assert.deepEqual(laptop.environments(), []);
    await refused(401, { token: "expired" });
    await refused(403, { token: "mallory" });
    const alice = await laptop.connect({ query: { token: "alice" } });
    await alice.send("who am I?");
    assert.equal(await alice.next(), '{"vip":"true","visits":"3","principalId":"alice"}');
  });
});
