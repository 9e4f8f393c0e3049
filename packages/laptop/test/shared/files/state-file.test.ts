import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { readSecret, stateFile, writeSecret } from "../../../src/shared/files/state-file";

describe("the state of a program", () => {
  const folder = mkdtempSync(join(tmpdir(), "state-"));
  after(() => rmSync(folder, { recursive: true }));

  it("is kept among its packages, or else in the user's home", () => {
    const path = stateFile(folder, "name");
    assert.ok(path.startsWith(join(homedir(), ".cache/pulumi-laptop/")), path);
    mkdirSync(join(folder, "node_modules"));
    assert.equal(stateFile(folder, "name"), join(folder, "node_modules/.cache/pulumi-laptop/name"));
  });

  it("can be read by its owner alone", () => {
    const path = join(folder, "inner", "secret");
    writeSecret(path, "text");
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, "inner")).mode & 0o777, 0o700);
    assert.equal(readSecret(path), "text");
  });

  it("replaces a file that others can read, and is not written through a link", () => {
    const [path, elsewhere] = [join(folder, "open"), join(folder, "elsewhere")];
    writeFileSync(path, "old");
    chmodSync(path, 0o644);
    assert.equal(readSecret(path), undefined);
    writeSecret(path, "new");
    assert.equal(statSync(path).mode & 0o777, 0o600);
    rmSync(path);
    symlinkSync(elsewhere, path);
    writeSecret(path, "new");
    assert.ok(!existsSync(elsewhere));
    assert.equal(readFileSync(path, "utf8"), "new");
  });

  it("is nothing where there is no file", () => {
    assert.equal(readSecret(join(folder, "none")), undefined);
  });
});
