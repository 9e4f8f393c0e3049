import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync, type Zippable } from "fflate";
import { CodeStore } from "../../../src/lambda/code";
import type { Code } from "../../../src/model/code";
import { UserError } from "../../../src/shared/errors";

describe("The code archive of a function", () => {
  let folder: string;
  let store: CodeStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "archive-"));
    await mkdir(join(folder, "program"));
    store = new CodeStore(join(folder, "program"));
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const unpack = (code: Code, layers: Code[] = []) =>
    store.unpack({ name: "events", code, layers, runtime: "nodejs24.x" });
  const text = (content: string) => ({ text: content });
  /** The files of the unpacked code, with their contents. */
  const filesIn = async (root: string) => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name));
    const contents = paths.map(async (path) => [
      path.slice(root.length + 1),
      await readFile(path, "utf8"),
    ]);
    return Object.fromEntries((await Promise.all(contents)) as [string, string][]);
  };
  const zipped = async (files: Zippable) => {
    await writeFile(join(folder, "program/code.zip"), zipSync(files));
    return unpack({ path: "code.zip" });
  };
  const unix = (content: string, mode: number): Zippable[string] => [
    strToU8(content),
    { os: 3, attrs: (mode << 16) >>> 0 },
  ];

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  it("has 250 MB at most, unzipped and with its layers", async () => {
    const sized = async (name: string, bytes: number) => {
      await writeFile(join(folder, "program", name), "");
      await truncate(join(folder, "program", name), bytes);
      return { files: { [name]: { path: name } } };
    };
    const message =
      'Function "events" has more than 262144000 bytes of code and layers, unzipped, which is all that AWS allows. Leave out what it does not need, such as packages for development.';
    await assert.rejects(unpack(await sized("large", 262_144_001)), { code: "MODEL", message });
    const layer = await sized("layer", 1000);
    await assert.rejects(unpack(await sized("code", 262_143_001), [layer]), { message });
    await unpack(await sized("small", 1000), [layer]);
  });

  it("has the files of a zip and of a folder below the name of the archive", async () => {
    await writeFile(join(folder, "program/library"), zipSync({ "a.js": strToU8("a") }));
    await mkdir(join(folder, "program/src"));
    await writeFile(join(folder, "program/src/b.js"), "b");
    const files = {
      "index.js": text("own"),
      lib: { archive: "library" },
      src: { archive: "src" },
      ".": { archive: "library" },
      // A zip that is no archive of the program stays one.
      "data.zip": { path: "library" },
    };
    const { "data.zip": data, ...unpacked } = await filesIn(await unpack({ files }));
    assert.deepEqual(unpacked, {
      "a.js": "a",
      "index.js": "own",
      "lib/a.js": "a",
      "src/b.js": "b",
    });
    assert.ok(data!.startsWith("PK"));
  });

  const names: [what: string, name: string, path: string][] = [
    // Pulumi names packages so that are linked or belong to the workspace above the program.
    ["above the root", "../../node_modules/left/index.js", "node_modules/left/index.js"],
    ["above a folder", "a/../../b.js", "b.js"],
    ["that are absolute", "/opt/a.js", "opt/a.js"],
    ["with backslashes", "..\\..\\a\\b.js", "a/b.js"],
    ["with a drive", "C:\\a\\b.js", "a/b.js"],
    ["with dots that mean nothing", "./a//b/./c.js", "a/b/c.js"],
  ];
  for (const [what, name, path] of names) {
    it(`keeps names ${what} under the task root`, async () => {
      const root = await unpack({ files: { [name]: text("asset") } });
      assert.deepEqual(await filesIn(root), { [path]: "asset" });
      assert.deepEqual(await filesIn(await zipped({ [name]: strToU8("zip") })), { [path]: "zip" });
      await store.close();
      assert.equal(existsSync(root), false);
    });
  }

  it("joins the names of archives in archives before it looks where they lead", async () => {
    const inner = { files: { "../b.js": text("b"), "../../../c.js": text("c") } };
    const root = await unpack({ files: { a: inner } });
    assert.deepEqual(await filesIn(root), { "b.js": "b", "c.js": "c" });
  });

  it("copies files and folders under such names", async () => {
    await mkdir(join(folder, "package"));
    await writeFile(join(folder, "package/index.js"), "linked", { mode: 0o755 });
    const files = {
      "../../package": { path: "../package" },
      "../x.js": { path: "../package/index.js" },
    };
    const root = await unpack({ files });
    assert.deepEqual(await filesIn(root), { "package/index.js": "linked", "x.js": "linked" });
    assert.equal((await stat(join(root, "x.js"))).mode & 0o777, 0o555);
  });

  it("takes the last of two files with one name", async () => {
    const root = await unpack({ files: { "a.js": text("1"), "b/../a.js": text("2") } });
    assert.deepEqual(await filesIn(root), { "a.js": "2" });
  });

  const contradictions: Record<string, string>[] = [
    { a: "file", "a/b": "file" },
    { "a/b": "file", a: "file" },
    { "..": "file" },
  ];
  for (const files of contradictions) {
    it(`is refused if it has a file for a folder: ${Object.keys(files).join(", ")}`, async () => {
      const texts = Object.entries(files).map(([name, content]) => [name, text(content)]);
      const code = { files: Object.fromEntries(texts) as Record<string, { text: string }> };
      await assert.rejects(unpack(code), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /^The code archive has "[^"]+" twice/);
        return true;
      });
    });
  }

  it("keeps the executable bits and links of a zip", async () => {
    const root = await zipped({
      "bin/run": unix("#!/bin/sh", 0o100755),
      "index.js": unix("", 0o100644),
      "bin/go": unix("run", 0o120777),
      top: unix("/var/task/index.js", 0o120777),
      "from-windows": strToU8(""),
    });
    const modeOf = async (name: string) => (await stat(join(root, name))).mode & 0o777;
    assert.equal(await modeOf("bin/run"), 0o555);
    assert.equal(await modeOf("index.js"), 0o444);
    assert.equal((await lstat(join(root, "from-windows"))).mode & 0o111, 0);
    assert.equal(await readFile(join(root, "bin/go"), "utf8"), "#!/bin/sh");
    assert.equal(await readlink(join(root, "top")), "index.js");
  });

  it("has no link that leads out of it", async () => {
    await writeFile(join(folder, "secret"), "secret");
    const root = await zipped({
      a: unix(join(folder, "secret"), 0o120777),
      "b/c": unix("../../../../secret", 0o120777),
      d: unix("/", 0o120777),
    });
    assert.equal(await readlink(join(root, "b/c")), "../secret");
    for (const link of ["a", "b/c"]) assert.equal(existsSync(join(root, link)), false);
    assert.deepEqual((await readdir(join(root, "d"))).sort(), ["a", "b", "d"]);
  });

  it("writes no file through a link", async () => {
    await mkdir(join(folder, "outside"));
    const files = { a: unix("../../outside", 0o120777), "a/b.js": strToU8("written") };
    await assert.rejects(zipped(files), UserError);
    assert.deepEqual(await readdir(join(folder, "outside")), []);
  });

  // https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/archive/archive.go
  it("has of a link to a file its content, and nothing of a link to a folder", async () => {
    await mkdir(join(folder, "program/linked/.pulumi"), { recursive: true });
    await writeFile(join(folder, "program/linked/.pulumi/state"), "Pulumi's own");
    await writeFile(join(folder, "greet.js"), "greet");
    await symlink(join(folder, "greet.js"), join(folder, "program/linked/a.js"));
    await symlink("..", join(folder, "program/linked/up"));
    assert.deepEqual(await filesIn(await unpack({ path: "linked" })), { "a.js": "greet" });
    await symlink("nowhere", join(folder, "program/linked/b.js"));
    await assert.rejects(unpack({ path: "linked" }), UserError);
  });

  it("is read-only, and leaves its source alone", async () => {
    await mkdir(join(folder, "program/lambda/lib"), { recursive: true });
    await writeFile(join(folder, "program/lambda/lib/a.js"), "a", { mode: 0o644 });
    const root = await unpack({ path: "lambda" });
    const modes = ["", "lib", "lib/a.js"].map(async (name) => (await stat(join(root, name))).mode);
    const octal = (await Promise.all(modes)).map((mode) => (mode & 0o777).toString(8));
    assert.deepEqual(octal, ["555", "555", "444"]);
    const source = await stat(join(folder, "program/lambda/lib/a.js"));
    assert.equal(source.mode & 0o777, 0o644);
    await store.close();
    assert.equal(existsSync(root), false);
  });

  it("is unpacked once, and again when a file of it has changed", async () => {
    await writeFile(join(folder, "program/a.js"), "one");
    const code = { files: { "index.js": { path: "a.js" } } };
    const root = await unpack(code);
    assert.equal(await unpack(code), root);
    await writeFile(join(folder, "program/a.js"), "other");
    assert.deepEqual(await filesIn(await unpack(code)), { "index.js": "other" });
    assert.deepEqual(await filesIn(root), { "index.js": "one" });
  });

  it("writes no file through a link in a folder that it copies", async () => {
    await mkdir(join(folder, "outside"));
    await mkdir(join(folder, "program/linked"));
    await symlink(join(folder, "outside"), join(folder, "program/linked/a"));
    await writeFile(join(folder, "c.js"), "kept");
    await symlink(join(folder, "c.js"), join(folder, "program/linked/b.js"));
    const written = { "linked/a/c.js": text("written"), "linked/b.js": text("written") };
    const root = await unpack({ files: { linked: { path: "linked" }, ...written } });
    assert.deepEqual(await filesIn(root), { "linked/a/c.js": "written", "linked/b.js": "written" });
    assert.equal(await readFile(join(folder, "c.js"), "utf8"), "kept");
    assert.deepEqual(await readdir(join(folder, "outside")), []);
  });
});
