import assert from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/custom-domain", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("is reached by its domain name alone", async () => {
    const headers = { Host: "ws.example.com" };
    await assert.rejects(laptop.connect(), { status: 403 });
    await assert.rejects(laptop.connect({ headers }), { status: 403 });
    const alice = await laptop.connect({ path: "/chat", headers });
    await alice.send("where am I?");
    const apiId = laptop.runtime.model.apis[0]!.id;
    assert.equal(
      await alice.next(),
      JSON.stringify({ domainName: "ws.example.com", stage: "live", apiId }),
    );
  });
});
