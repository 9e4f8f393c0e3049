import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
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

  it("is replaced if others could have read or written it", () => {
    const path = join(folder, "open-token");
    const known = "a".repeat(22);
    writeFileSync(path, known);
    chmodSync(path, 0o644);
    assert.notEqual(keptToken(path), known);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it("is good for one run where it cannot be kept", () => {
    const path = join(folder, "inner", "token", "no-folder");
    assert.notEqual(keptToken(path), keptToken(path));
  });
});
