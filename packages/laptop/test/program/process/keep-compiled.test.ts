import { deepEqual, equal, match, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PRELOAD = join(__dirname, "../../../src/program/process/preload/keep-compiled.cjs");

/** What precedes the index of a file. */
const DIGEST_LENGTH = 32;

/** What a module can see of how it was compiled and run. */
const PACKAGE = `exports.make = (value) => ({ value }); exports.place = new Error("here").stack.split("\\n")[1];
const { resolve } = require;
exports.seen = {
  text: String(exports.make),
  main: require.main === process.mainModule && require.main.filename,
  parent: module.parent.filename,
  own: [this === module.exports, module.children.length, arguments.length, __filename, __dirname],
  paths: [resolve.paths("other"), resolve("./data.json"), Object.keys(require.extensions)],
  cached: require.cache[__filename] === module,
  data: require("./data.json"),
};
exports.fail = () => null.missing;
`;
const LATER = `exports.later = () => import("./later.mjs");`;
const PROGRAM = `const { fail, ...exported } = require("room"), { later } = require("room/later");
exported.made = exported.make(1);
try { fail(); } catch (error) { exported.failed = error.stack.split("\\n").slice(0, 2); }
later().then(({ text }) => console.log(JSON.stringify({ ...exported, text })));
`;

describe("A package that V8 compiled before", function () {
  let folder: string;
  before(function () {
    // Node.js keeps it itself.
    if ("enableCompileCache" in Module) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "compiled-"));
    mkdirSync(join(folder, "node_modules/room"), { recursive: true });
    write("program.js", PROGRAM);
    write("node_modules/room/index.js", PACKAGE);
    write("node_modules/room/later.js", LATER);
    write("node_modules/room/data.json", '{ "seats": 3 }');
    write("node_modules/room/later.mjs", 'export const text = "later";');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const run = (...options: string[]) => {
    const args = [...options, join(folder, "program.js")];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { stdout, stderr };
  };
  const runKept = (...options: string[]) => run("--require", PRELOAD, ...options);
  const kept = () => join(folder, "node_modules/.cache/pulumi-laptop/code");
  const file = () => {
    const [name, ...others] = readdirSync(kept());
    deepEqual(others, []);
    return join(kept(), name!);
  };

  it("sees and does the same", () => {
    const fresh = run();
    match(fresh.stdout, /"text":"later"/);
    deepEqual(runKept(), fresh);
    const written = readFileSync(file());
    deepEqual(runKept(), fresh);
    // Nothing was missing.
    ok(readFileSync(file()).equals(written));
  });

  it("is compiled again when its text changes, whatever its length and time", () => {
    runKept();
    write("node_modules/room/data.json", '{ "seats": 4 }');
    write("node_modules/room/index.js", PACKAGE.replaceAll("value", "seats"));
    deepEqual(runKept(), run());
  });

  it("is compiled again when what was kept is damaged", () => {
    const fresh = runKept();
    const written = readFileSync(file());
    for (const bytes of [damaged(written), written.subarray(0, 100), Buffer.alloc(9)]) {
      writeFileSync(file(), bytes);
      deepEqual(runKept(), fresh);
      ok(!readFileSync(file()).equals(bytes));
    }
  });

  it("is kept for one version of Node.js, and readable by nobody else", () => {
    mkdirSync(kept(), { recursive: true });
    write("node_modules/.cache/pulumi-laptop/code/of-another-version", "");
    runKept();
    equal(statSync(file()).mode & 0o777, 0o600);
    match(file(), new RegExp(`${process.version}-${process.arch}-\\d+$`));
  });

  it("is left to Node.js if it is the program's own, or while a debugger listens", () => {
    runKept("--inspect=127.0.0.1:0");
    deepEqual(readdirSync(join(folder, "node_modules")), ["room"]);
    runKept();
    const [index] = readFileSync(file()).toString("latin1", DIGEST_LENGTH).split("\n", 1);
    match(index!, /room.index\.js/);
    ok(!index!.includes("program.js"));
  });

  it("has Node.js report what does not compile", () => {
    write("node_modules/room/index.js", "const room = ;");
    const { stderr } = run();
    match(stderr, /index\.js:1\nconst room = ;\n +\^/);
    equal(withoutFrames(runKept().stderr), withoutFrames(stderr));
  });
});

/** One byte of the code is another. */
function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.length - 100;
  copy[at] = copy[at]! ^ 1;
  return copy;
}

function withoutFrames(error: string): string {
  return error.replace(/^ +at .*\n/gm, "");
}
