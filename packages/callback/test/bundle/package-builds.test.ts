import { deepEqual, equal, ok } from "node:assert/strict";
import { bundleClosure } from "../../src/bundle/bundle";
import { Folder } from "../support/folder";
import { evaluated, handlerOf } from "../support/loaded";

/** Two builds, as most packages have them; `exports` or the older `module` names them. */
const DUAL = { exports: { ".": { import: "./index.mjs", require: "./index.js" } } };
const OLD_DUAL = { main: "index.js", module: "index.mjs" };

/** The files of packages, by package and path. */
const PACKAGES: Record<string, Record<string, object | string>> = {
  // As node-fetch 2: one build is a function, the other a module.
  call: {
    "package.json": OLD_DUAL,
    "index.js": "module.exports = () => 'called';",
    "index.mjs": "export default () => 'called';",
  },
  "calls-it": {
    "index.js": "const call = require('call'); exports.answer = () => call();",
  },
  counter: {
    "package.json": {
      exports: { ...DUAL.exports, "./one": { import: "./one.mjs", require: "./one.js" } },
    },
    "index.js": "let n = 0; class Count {}; Object.assign(exports, { Count, add: () => ++n });",
    "index.mjs": "let n = 0; export class Count {}; export const add = () => ++n;",
    "one.js":
      "const { Count, add } = require('./index.js'); exports.one = () => [new Count(), add()];",
    "one.mjs":
      "import { Count, add } from './index.mjs'; export const one = () => [new Count(), add()];",
  },
  "counts-in-commonjs": { "index.js": "exports.next = () => require('counter').add();" },
  "counts-in-es": {
    "package.json": DUAL,
    "index.js": "const { add } = require('counter'); exports.following = () => add();",
    "index.mjs": "import { add } from 'counter'; export const following = () => add();",
  },
  other: {
    "package.json": OLD_DUAL,
    "index.js": "exports.where = () => 'the server';",
    "index.mjs": "export const where = () => 'the browser';",
  },
  "asks-other": {
    "package.json": DUAL,
    "index.js": "const { where } = require('other'); exports.asked = () => where();",
    "index.mjs": "import { where } from 'other'; export const asked = () => where();",
  },
  "@smithy/asks-other": {
    "package.json": DUAL,
    "index.js": "const { where } = require('other'); exports.asked = () => where();",
    "index.mjs": "import { where } from 'other'; export const asked = () => where();",
  },
  missing: {
    "package.json": DUAL,
    "index.js": "exports.a = () => 1; exports.b = () => 2;",
    "index.mjs": "export const a = () => 1;",
  },
  // With a default export that only `require` finds marked as such, and an importer of ES modules.
  marked: {
    "package.json": OLD_DUAL,
    "index.js":
      "exports.__esModule = true; exports.default = () => 'the default'; exports.only = 'here';",
    "index.mjs": "export default () => 'the default';",
  },
  "uses-marked": {
    "package.json": { type: "module", exports: { import: "./index.js", require: "./index.cjs" } },
    "index.cjs": "const { default: use } = require('marked'); exports.used = () => use();",
    "index.js": "import use from 'marked'; export const used = () => use();",
  },
  large: {
    "package.json": { ...OLD_DUAL, sideEffects: false },
    "index.js": "exports.used = () => 'used'; exports.unused = () => 'not used';",
    "index.mjs": "export const used = () => 'used'; export const unused = () => 'not used';",
  },
  // The same with a class in place of exports.
  "large-class": {
    "package.json": { ...OLD_DUAL, sideEffects: false },
    "index.js":
      "exports = module.exports = class Client {}; Object.defineProperty(exports, '__esModule', { value: true }); exports.used = () => 'used'; exports.unused = () => 'not used';",
    "index.mjs":
      "export default class Client {}; export const used = () => 'used'; export const unused = () => 'not used';",
  },
  // An object of a class in place of exports.
  single: {
    "package.json": { exports: "./index.js" },
    "index.js":
      "class Single { constructor() { this.count = 0; } add() { return ++this.count; } }\nmodule.exports = new Single();",
  },
  folders: {
    "index.js": "exports.inner = () => require('./inner').name;",
    "inner/package.json": { main: "main.js", module: "module.mjs" },
    "inner/main.js": "exports.name = 'main';",
    "inner/module.mjs": "export const name = 'module';",
  },
  "broken-folders": {
    "index.js": "exports.inner = () => require('./inner').name;",
    "inner/package.json": { main: "main.js", module: "module.mjs" },
    "inner/main.js": "exports.name = 'main';",
    "inner/module.mjs": "export { name } from 'not-installed';",
  },
};

describe("A bundle has the builds of packages that the program has loaded", () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
    for (const [name, files] of Object.entries(PACKAGES)) folder.writePackage(name, files);
  });
  after(() => folder.remove());
  // Each test starts with packages as they are when a program starts.
  beforeEach(() => folder.forgetLoaded());

  const CASES: Record<string, [code: string, ...packages: string[]]> = {
    "where a package requires one whose ES module is no function": [
      "require0.answer()",
      "calls-it",
    ],
    "with one state for a package and a path in it": [
      "[require0.add(), require1.one()[1], require1.one()[0] instanceof require0.Count]",
      "counter",
      "counter/one",
    ],
    "with one state for the requirers and the importers of a package": [
      "[require0.next(), require1.following(), require2.add()]",
      "counts-in-commonjs",
      "counts-in-es",
      "counter",
    ],
    "where the ES module is another program": ["require0.where()", "other"],
    "where the ES module of a package's package is another program": [
      "require0.asked()",
      "asks-other",
    ],
    "where the ES module lacks an export": ["[require0.a(), require0.b()]", "missing"],
    "where an ES module imports the default of a package that is required": [
      "[require0.used(), require1.only]",
      "uses-marked",
      "marked",
    ],
    "where a package exports an object with a state": [
      "[require0.add(), require0.add(), require0.count]",
      "single",
    ],
    "where a package requires a folder": ["require0.inner()", "folders"],
    "where that folder's ES module cannot be bundled": ["require0.inner()", "broken-folders"],
  };

  for (const [name, [code, ...packages]] of Object.entries(CASES))
    it(name, async () => {
      const { answer } = await bundled(code, packages);
      const modules = packages.map((each, i) => [`require${i}`, folder.require(each)] as const);
      deepEqual(answer, evaluated(code, Object.fromEntries(modules)));
    });

  it("and without what is not used, where both builds are the same program", async () => {
    for (const name of ["large", "large-class"]) {
      const { answer, bundle } = await bundled("require0.used()", [name]);
      equal(answer, "used");
      ok(!bundle.includes("not used"));
    }
  });

  it("but the ES modules that those of the AWS SDK import: AWS tests them together", async () => {
    const { answer } = await bundled("require0.asked()", ["@smithy/asks-other"]);
    equal(answer, "the browser");
  });

  /** What an expression gives in the bundle of a closure that captured packages. */
  async function bundled(code: string, packages: string[]) {
    for (const specifier of packages) folder.require(specifier);
    const requires = packages.map(
      (specifier, i) => `const require${i} = require("${specifier}");\n`,
    );
    const { code: bundle } = await bundleClosure(
      `exports.handler = __f0;\n${requires.join("")}
function __f0() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {
return () => ${code};
    }
  }).apply(undefined, undefined).apply(this, arguments);
}`,
      folder.path,
      24,
      { isKept: false },
    );
    return { answer: handlerOf(bundle)(), bundle };
  }
});
