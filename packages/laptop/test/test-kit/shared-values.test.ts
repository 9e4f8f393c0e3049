import { deepEqual, equal, rejects } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shared, SHARED_FOLDER } from "../../src/test/shared-values";

describe("What the processes of a test run share", () => {
  const before = process.env[SHARED_FOLDER];
  let folder: string;
  let made: number;
  beforeEach(() => {
    made = 0;
    folder = mkdtempSync(join(tmpdir(), "shared-"));
    process.env[SHARED_FOLDER] = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env[SHARED_FOLDER];
    else process.env[SHARED_FOLDER] = before;
    rmSync(folder, { recursive: true });
  });

  const make = async () => ++made;
  const write = async (value: number) => `${value}`;
  const read = async (text: string) => Number(text);
  const value = (sharing = {}) => shared("key", { make, write, read, ...sharing });
  const locks = () => readdirSync(folder).filter((name) => name.endsWith(".lock"));

  it("is made once, by whoever asks first", async () => {
    deepEqual(await Promise.all([value(), value(), value()]), [1, 1, 1]);
    equal(await shared("another key", { make, write, read }), 2);
  });

  it("is made by everyone if the name of the folder is empty, and written nowhere", async () => {
    const workingDirectory = process.cwd();
    process.chdir(folder);
    try {
      process.env[SHARED_FOLDER] = "";
      deepEqual([await value(), await value()], [1, 2]);
      deepEqual(readdirSync(folder), []);
    } finally {
      process.chdir(workingDirectory);
    }
  });

  it("is made again where it is of no use, and by everyone if it must not be shared", async () => {
    await value();
    equal(await value({ read: async () => undefined }), 2);
    equal(await value({ make: async () => 0 }), 2);
    rmSync(folder, { recursive: true });
    process.env[SHARED_FOLDER] = folder = mkdtempSync(join(tmpdir(), "shared-"));
    const write = async () => undefined;
    deepEqual([await value({ write }), await value({ write }), await value()], [3, 4, 5]);
  });

  it("is made by the next if it fails", async () => {
    const fail = () => Promise.reject(new Error("no tea"));
    const [failed, next] = [value({ make: fail }), value()];
    await rejects(failed, /no tea/);
    equal(await next, 1);
  });

  it("is made by another process if that which makes it ends", async () => {
    await value();
    // It is kept when the next has it.
    await value();
    const [file] = readdirSync(folder);
    renameSync(join(folder, file!), join(folder, "elsewhere"));
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(join(folder, `${file}.lock`), String(pid));
    equal(await value(), 2);
    equal(await value(), 2);
    deepEqual(locks(), []);
  });

  it("is made by everyone if it cannot be kept", async () => {
    const write = () => Promise.reject(new Error("no room"));
    deepEqual([await value({ write }), await value()], [1, 2]);
  });

  it("is each process's own where no folder is named", async () => {
    delete process.env[SHARED_FOLDER];
    deepEqual([await value(), await value()], [1, 2]);
  });
});
