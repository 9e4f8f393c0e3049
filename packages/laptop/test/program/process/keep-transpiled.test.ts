import { deepEqual, equal, match } from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PRELOAD = join(__dirname, "../../../src/program/process/preload/keep-transpiled.cjs");
const PACKAGES = join(__dirname, "../../../../../node_modules");
const REGISTER = `require("ts-node").register({ transpileOnly: true, compilerOptions: { target: "ES2021", module: "nodenext", moduleResolution: "nodenext", sourceMap: true } });`;
/** Prints what V8 compiles for a file. */
const PRINT = `${REGISTER}
const Module = require("node:module");
const compile = Module.prototype._compile;
Module.prototype._compile = function (text, path) {
  if (path.endsWith(".ts")) console.log(text);
  return compile.call(this, text, path);
};
require("./program.ts");`;

describe("What ts-node makes of a file", () => {
  let folder: string;
  const kept = join("node_modules", ".cache", "pulumi-laptop", "transpiled");
  const write = (text: string, name = "program.ts") => writeFileSync(join(folder, name), text);
  const run = (script: string, preloads = ["--require", PRELOAD]) =>
    execFileSync(process.execPath, [...preloads, "-e", script], { cwd: folder, encoding: "utf8" });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "transpiled-"));
    mkdirSync(join(folder, "node_modules/.cache"), { recursive: true });
    for (const name of ["ts-node", "typescript", "@types"])
      symlinkSync(join(PACKAGES, name), join(folder, "node_modules", name));
    write("{}", "package.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is kept, byte by byte", () => {
    write("enum Room { Kitchen }\nexport const room: Room = Room.Kitchen;\n");
    const fresh = run(PRINT, []);
    equal(run(PRINT), fresh);
    equal(readdirSync(join(folder, kept)).length, 1);
    equal(run(PRINT), fresh);
  });

  it("is kept for a copy of the program, whose errors lead to the copy", () => {
    const copy = join(folder, "copy");
    write("interface Room {\n  name: string;\n}\nexport const room: Room = { name: 'Kitchen' };\n");
    run(PRINT);
    mkdirSync(join(copy, "node_modules"), { recursive: true });
    for (const name of ["ts-node", "typescript", "@types", ".cache"])
      symlinkSync(join(folder, "node_modules", name), join(copy, "node_modules", name));
    for (const name of ["package.json", "program.ts"])
      copyFileSync(join(folder, name), join(copy, name));
    const inCopy = { cwd: copy, encoding: "utf8" } as const;
    const fresh = execFileSync(process.execPath, ["-e", PRINT], inCopy);
    equal(execFileSync(process.execPath, ["--require", PRELOAD, "-e", PRINT], inCopy), fresh);
    equal(readdirSync(join(folder, kept)).length, 1);
    const [, map] = fresh.split("base64,");
    match(Buffer.from(map!, "base64").toString(), /copy\/program\.ts/);
  });

  it("is not kept where it holds the path of its file", () => {
    const script = PRINT.replace(
      "sourceMap: true",
      'sourceMap: true, jsx: "react-jsxdev"',
    ).replaceAll(".ts", ".tsx");
    write("const React = {};\nexport const room = () => <p>Kitchen</p>;\n", "program.tsx");
    mkdirSync(join(folder, "node_modules/react"));
    write("module.exports = { jsxDEV() {} };", "node_modules/react/jsx-dev-runtime.js");
    const fresh = run(script, []);
    match(fresh, /_jsxFileName = /);
    equal(run(script), fresh);
    deepEqual(readdirSync(join(folder, "node_modules/.cache")), []);
  });

  it("is made again when the file or its package.json changes", () => {
    write("export const text = 1;");
    run(PRINT);
    write("export const text = 2;");
    match(run(PRINT), /text = 2/);
    write(JSON.stringify({ type: "commonjs" }), "package.json");
    equal(run(PRINT), run(PRINT, []));
    equal(readdirSync(join(folder, kept)).length, 3);
  });

  it("is not kept where types are checked", () => {
    write("export const text = 1;");
    run(PRINT.replace("transpileOnly: true", "transpileOnly: false"));
    deepEqual(readdirSync(join(folder, "node_modules/.cache")), []);
  });

  it("leads errors to the lines of the file, kept or not", () => {
    write("interface Room {\n  name: string;\n}\nthrow new Error(`no ${'room' as keyof Room}`);\n");
    const script = `${REGISTER} require("./program.ts");`;
    for (const time of ["first", "second"]) {
      const options = { cwd: folder, encoding: "utf8" } as const;
      const { stderr } = spawnSync(process.execPath, ["--require", PRELOAD, "-e", script], options);
      match(stderr, /program\.ts:4:7/, time);
    }
  });
});
