import assert from "node:assert/strict";
import { makeAuthority } from "../../../src/shared/tls/certificates";

describe("Making certificates", () => {
  it("leaves no helper of TypeScript behind as a global, for which a closure's own would be taken", async () => {
    assert.match((await makeAuthority()).certificate, /^-----BEGIN CERTIFICATE-----/);
    assert.deepEqual(
      Object.keys(globalThis).filter((name) => /^__[a-z]+$/i.test(name)),
      [],
    );
  });
});
