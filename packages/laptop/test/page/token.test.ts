import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keptToken } from "../../src/page/token";

describe("the token of the page", () => {
  const folder = mkdtempSync(join(tmpdir(), "token-"));
  after(() => rmSync(folder, { recursive: true }));

  it("stays the same from run to run, and only its owner can read it", () => {
    const path = join(folder, "inner", "token");
    const token = keptToken(path);
    assert.match(token, /^[\w-]{22}$/);
    assert.equal(keptToken(path), token);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it("is good for one run where it cannot be kept", () => {
    const path = join(folder, "inner", "token", "no-folder");
    assert.notEqual(keptToken(path), keptToken(path));
  });
});
