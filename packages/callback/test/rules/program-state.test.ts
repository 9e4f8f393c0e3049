import { deepEqual } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { examine, lineOf } from "../../src/examine";
import { Folder } from "../support/folder";
import { startMocks } from "../support/pulumi-mocks";

/** Files of a program that set up a package when they are loaded, with what is found in each. */
const FILES: Record<string, { text: string; line: number; statement: string; instead?: string }> = {
  "setup.ts": {
    text: `import days from "days";\ndays.extend(1);`,
    line: 2,
    statement: "days.extend(1);",
  },
  "condition.ts": {
    text: `import * as days from "days";\nif (process.version) {\n  days.options.zone = "UTC";\n}`,
    line: 3,
    statement: 'days.options.zone = "UTC";',
  },
  "part.ts": {
    text: `import { options } from "days";\nconst { zones } = options;\nzones.length = 0;`,
    line: 3,
    statement: "zones.length = 0;",
  },
  "argument.ts": {
    text: `import { options } from "days";\nObject.assign(options, { zone: "UTC" });`,
    line: 2,
    statement: 'Object.assign(options, { zone: "UTC" });',
  },
  "chain.ts": {
    text: `import days from "days";\nvoid days.extend(2).extend(3);`,
    line: 2,
    statement: "void days.extend(2).extend(3);",
  },
  "function.ts": {
    text: `import days from "days";\nsetUp();\nfunction setUp() {\n  days.extend(4);\n}`,
    line: 4,
    statement: "days.extend(4);",
  },
  "at-once.ts": {
    text: `import days from "days";\n(() => days.extend(5))();`,
    line: 2,
    statement: "(() => days.extend(5))();",
  },
  "loop.ts": {
    text: `import days from "days";\nfor (const n of [6, 7])\n  days.extend(n);`,
    line: 3,
    statement: "days.extend(n);",
  },
  "import.ts": {
    text: `import "days/french";`,
    line: 1,
    statement: 'import "days/french";',
    instead: "Require it inside callbackFactory.",
  },
};

const PROGRAM = `import days from "days";
import other from "other";
${Object.keys(FILES)
  .map((file) => `import "./${file.replace(".ts", "")}";`)
  .join("\n")}
import "./harmless";
export const usesDays = () => days.options.zone;
export const usesOther = () => other.name;
`;

const HARMLESS = `import days from "days";
import other from "other";
export const later = () => days.extend(8);
export const zone = days.options.zone;
console.assert(other.name === "other");
`;

describe("State that files of a program set in a package when they are loaded", () => {
  const folder = new Folder();
  let program: { usesDays: () => unknown; usesOther: () => unknown };
  before(async () => {
    await startMocks();
    folder.write("package.json", `{ "dependencies": { "days": "1", "other": "1" } }`);
    folder.writePackage("days", {
      "index.js": "exports.options = { zones: [] }; exports.extend = () => exports;",
      "french.js": "require('./index').options.language = 'fr';",
    });
    folder.writePackage("other", { "index.js": "exports.name = 'other';" });
    for (const [file, { text }] of Object.entries(FILES)) folder.writeProgram(file, text);
    folder.writeProgram("harmless.ts", HARMLESS);
    folder.writeProgram("index.ts", PROGRAM);
    program = folder.require("./index") as typeof program;
  });
  after(async () => {
    folder.remove();
    await pulumi.runtime.disconnect();
  });

  it("is found in each file that the program has loaded", async () => {
    const expected = Object.entries(FILES).map(([file, { line, statement, instead }]) => {
      const advice = instead ?? "Move it into callbackFactory.";
      return `index.ts:13: "${statement}" (${file}:${line}) sets up package "days" when the program starts. In Lambda that does not happen, and the package is as it was. ${advice}`;
    });
    deepEqual((await findings(program.usesDays)).sort(), expected.sort());
  });

  it("is no concern of a closure that uses another package", async () => {
    deepEqual(await findings(program.usesOther), []);
  });

  async function findings(closure: () => unknown): Promise<string[]> {
    const found = await examine(closure, { form: "callback", directory: folder.path });
    return found.findings.map(lineOf);
  }
});
