import { deepEqual } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { bundleClosure } from "../../src/bundle/bundle";
import { examine } from "../../src/examine";
import { serializeClosure } from "../../src/serialize/serialize";
import { Folder, type Compiler } from "../support/folder";
import { handlerOf } from "../support/loaded";
import { startMocks } from "../support/pulumi-mocks";

/** As lodash: a function with functions, which keep what cannot be serialized. */
const SHELF = `const known = new Map([["a", 1]]);
module.exports = function shelf(key) { return known.get(key); };
module.exports.get = (key) => known.get(key);
module.exports.put = (key, value) => known.set(key, value).size;
module.exports.label = "shelf";
`;

/** The same for ES modules and for an object. */
const BOX = `exports.get = (key) => new Map([["a", 2]]).get(key);
`;
const DUAL_BOX = { module: "index.mjs", main: "index.js" };
const ES_BOX = `export const get = (key) => new Map([["a", 2]]).get(key);
`;

const PROGRAM = `import * as shelf from "shelf";
import whole, { put } from "shelf";
import * as box from "box";
import * as dual from "dual-box";
import { path } from "./other";
export * as again from "shelf";
const use = (module: object) => Object.keys(module).sort();
export const closures = {
  "one export": () => shelf.get("a"),
  "one export and a text": () => [shelf.get("a"), shelf.label],
  "an object's export": () => box.get("a"),
  "an export of a package with ES modules": () => dual.get("a"),
  "the default beside a named import": () => [whole("a"), put("b", 2), whole.get("b")],
  "all of it": () => [use(shelf).includes("get"), (shelf as Record<string, Function>)["g" + "et"]("a")],
  "the copies of two files": () => [path(), put("c", 3), shelf.get("c")],
};
`;
const OTHER = `import * as shelf from "shelf";
export const path = () => shelf.put("d", 4);
`;

describe("A package imported with import * as", () => {
  before(startMocks);
  after(() => pulumi.runtime.disconnect());

  for (const compiler of ["TypeScript", "esbuild"] as const) {
    describe(`and compiled by ${compiler}`, () => {
      const folder = new Folder();
      before(() => writeAll(folder, compiler));
      after(() => folder.remove());

      for (const name of [...PROGRAM.matchAll(/^ {2}"(.*)": /gm)].map(([, title]) => title!))
        it(`is captured as the package: ${name}`, async () => {
          folder.forgetLoaded();
          const { closures } = folder.require("./index") as {
            closures: Record<string, () => unknown>;
          };
          const closure = closures[name]!;
          const options = { form: "callback", directory: folder.path } as const;
          const { findings, functions, variables, copies } = await examine(closure, options);
          deepEqual(findings, []);
          const how = {
            form: "callback",
            functions,
            variables,
            copies,
            allowSecrets: false,
          } as const;
          const { text } = await serializeClosure(closure, how);
          const { code } = await bundleClosure(text, folder.path, 24, { isKept: false });
          deepEqual(handlerOf(code)(), closure());
        });
    });
  }
});

function writeAll(folder: Folder, compiler: Compiler): void {
  folder.write("package.json", `{ "dependencies": { "shelf": "1", "box": "1", "dual-box": "1" } }`);
  folder.writePackage("shelf", { "index.js": SHELF });
  folder.writePackage("box", { "index.js": BOX });
  folder.writePackage("dual-box", {
    "package.json": DUAL_BOX,
    "index.js": BOX,
    "index.mjs": ES_BOX,
  });
  folder.writeProgram("index.ts", PROGRAM, compiler);
  folder.writeProgram("other.ts", OTHER, compiler);
}
