import { deepEqual, equal, ok } from "node:assert/strict";
import { cheaperImports, type CheaperImport } from "../../src/bundle/cheaper-imports";
import { bundleClosure } from "../../src/bundle/bundle";
import { Folder } from "../support/folder";

const LARGE = `exports.data = ${JSON.stringify("large ".repeat(20_000))};\n`;
const chunk = "function chunk(list, size) { return [list, size]; }\n";
const groupBy = "function groupBy(list) { return list; }\n";

/** Packages whose root loads everything, and what is in the files beside it. */
const FILES: Record<string, Record<string, string>> = {
  // Copies in files of their own, as lodash has them.
  copies: {
    "index.js": `${LARGE}${chunk}${groupBy}Object.assign(exports, { chunk, groupBy });`,
    "chunk.js": `${chunk}module.exports = chunk;`,
    "groupBy.js": `${groupBy}module.exports = groupBy;`,
  },
  // The same functions, exported by name from files in kebab-case.
  names: {
    "index.js": "require('./large'); Object.assign(exports, require('./group-by'));",
    "large.js": LARGE,
    "group-by.js": `${groupBy}exports.groupBy = groupBy;`,
  },
  // A file with the name that holds something else, and one that loads everything too.
  others: {
    "index.js": `${LARGE}${chunk}${groupBy}Object.assign(exports, { chunk, groupBy });`,
    "chunk.js": "module.exports = function other() {};",
    "groupBy.js": "module.exports = require('./index').groupBy;",
  },
  small: {
    "index.js": `${chunk}exports.chunk = chunk;`,
    "chunk.js": `${chunk}module.exports = chunk;`,
  },
};

describe("A package that is bundled whole", () => {
  const folder = new Folder();
  before(() => {
    for (const [name, files] of Object.entries(FILES)) folder.writePackage(name, files);
  });
  after(() => folder.remove());

  it("can be imported for less if what is used has files of its own", async () => {
    const [found, ...others] = await cheaper("copies", ["chunk", "_.groupBy"]);
    deepEqual(others, []);
    deepEqual(found!.statements, [
      'import chunk from "copies/chunk";',
      'import groupBy from "copies/groupBy";',
    ]);
    ok(found!.now > LARGE.length && found!.then < 1000);
    const [named] = await cheaper("names", ["groupBy"]);
    deepEqual(named!.statements, ['import { groupBy } from "names/group-by";']);
  });

  const none: Record<string, [name: string, ...members: string[]]> = {
    "if only a part has files of its own": ["copies", "chunk", "data"],
    "if the file holds something else": ["others", "chunk"],
    "if the file loads everything": ["others", "groupBy"],
    "if little would be saved": ["small", "chunk"],
  };
  for (const [why, [name, ...members]] of Object.entries(none))
    it(`cannot ${why}`, async () => {
      equal((await cheaper(name, members)).length, 0);
    });

  /** What is found in the bundle of a closure that requires a package. */
  async function cheaper(name: string, members: string[]): Promise<CheaperImport[]> {
    const { metafile } = await bundleClosure(
      `exports.handler = __f0;
function __f0() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {
return () => require("${name}");
    }
  }).apply(undefined, undefined).apply(this, arguments);
}`,
      folder.path,
      24,
      { isKept: false },
    );
    const uses = members.map((member) => ({ name: member, package: name }));
    return cheaperImports(uses, metafile, folder.path);
  }
});
