import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keptToken, tokenFile } from "../../src/page/token";

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

  it("is kept among the packages of the program, or else in a folder of the user's", () => {
    assert.ok(tokenFile(folder).startsWith(join(tmpdir(), "pulumi-laptop-")));
    mkdirSync(join(folder, "node_modules"));
    assert.equal(tokenFile(folder), join(folder, "node_modules/.cache/pulumi-laptop/page-token"));
  });

  it("is good for one run where it cannot be kept", () => {
    const path = join(folder, "inner", "token", "no-folder");
    assert.notEqual(keptToken(path), keptToken(path));
  });
});
