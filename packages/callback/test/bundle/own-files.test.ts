import { deepEqual } from "node:assert/strict";
import { openings } from "../../src/bundle/own-files";

/** What is found in a file with that line, below one that has nothing. */
const found = (code: string) =>
  openings(`"use strict";\n${code}`).map(({ line, isNative }) => {
    return `${line}${isNative ? " native" : ""}`;
  });

describe("A file of its own that a package opens", () => {
  const OWN: Record<string, string[]> = {
    'fs.readFileSync(__dirname + "/data.afm");': ["2"],
    'readFile(join(__dirname, "a.wasm"), done);': ["2"],
    'const file = path.resolve(__dirname, "a");\nfs.createReadStream(file);': ["3"],
    'readFileSync(new URL("a.wasm", import.meta.url));': ["2"],
    "const here = createRequire(import.meta.url);": ["2"],
    'new Worker(path.join(__dirname, "worker.js"));': ["2"],
    'for (const file of ["./a", "./b"]) require(file);': ["2"],
    'let file;\nif (x) file = "./a";\nmodule.exports = require(file);': ["4"],
    'require.resolve("./a");': ["2"],
    "require(`@img/sharp-${platform}/sharp.node`);": ["2 native"],
    "const paths = [`../build/a-${cpu}.node`];\nfor (const file of paths) try { a = require(file); } catch {}":
      ["3 native"],
    'process.dlopen(module, path.join(__dirname, "a.node"));': ["2 native"],
    'module.exports = require("node-gyp-build")(__dirname);': ["2 native"],
    'const addon = require("bindings")("a.node");': ["2 native"],
  };
  for (const [code, lines] of Object.entries(OWN))
    it(`is found: ${code.split("\n").pop()}`, () => {
      deepEqual(found(code), lines);
    });

  const OTHERS = [
    'require("./a.js"); require("fs");',
    "module.exports = (name) => require(name);",
    "require(`./locales/${name}.js`); require('./locales/' + name);",
    "exports.read = (path) => readFileSync(path);",
    'path.resolve("./a"); readFileSync("./of-the-working-directory");',
    "console.log(__dirname, __filename);",
    "const path = __dirname;\nfunction read(path) { return readFileSync(path); }",
    'try { module.exports = require("node-gyp-build")(__dirname); } catch { module.exports = 1; }',
    "this is no JavaScript: require(x)",
  ];
  for (const code of OTHERS)
    it(`is not seen in: ${code.split("\n").pop()}`, () => {
      deepEqual(found(code), []);
    });
});
