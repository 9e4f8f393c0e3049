import { deepEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "./support/evaluated";
import { broken, RULES } from "./support/structure/directions";
import { crowdedFolders, filesBelow, longFiles, twins } from "./support/structure/files";
import { cyclesIn, importsIn } from "./support/structure/imports";

describe("The structure of the repository", () => {
  const paths = filesBelow(PROJECT_FOLDER);
  const sources = new Map(
    paths
      .filter((path) => /\.(ts|cjs)$/.test(path) && !path.endsWith(".d.ts"))
      .map((path) => [path, readFileSync(join(PROJECT_FOLDER, path), "utf8")]),
  );
  const imports = importsIn(sources);

  it("has no folder with more than a dozen files", () => {
    deepEqual(crowdedFolders(paths), []);
  });

  it("has no file with the name of a folder beside it", () => {
    deepEqual(twins(paths), []);
  });

  it("has no source file of more than 300 lines", () => {
    deepEqual(longFiles(sources), []);
  });

  it("has no import cycle, type-only imports included", () => {
    deepEqual(cyclesIn(imports), []);
  });

  for (const rule of RULES) {
    it(`keeps the rule: ${rule.says}`, () => {
      deepEqual(broken(rule, imports), []);
    });
  }
});

describe("A crowded folder", () => {
  const files = (folder: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${folder}file-${i}.ts`);

  it("is one with more than 12 files beside its subfolders", () => {
    deepEqual(crowdedFolders([...files("a/", 13), ...files("a/b/", 12)]), ["a holds 13 files"]);
  });

  it("is never the root, nor docs/", () => {
    deepEqual(crowdedFolders([...files("", 20), ...files("docs/", 20)]), []);
    deepEqual(crowdedFolders(files("docs/images/", 13)), ["docs/images holds 13 files"]);
  });
});

describe("A twin", () => {
  it("is a file with the name of a folder beside it, whatever its endings", () => {
    const found = ["a/b.ts", "a/b.test.ts"];
    deepEqual(twins([...found, "a/b/c.ts", "a/c.ts", "b.ts", "a/b/.b"]), found);
  });
});

describe("A long file", () => {
  it("has more than 300 lines", () => {
    const tree = new Map([
      ["300.ts", "\n".repeat(300)],
      ["301.ts", "\n".repeat(301)],
    ]);
    deepEqual(longFiles(tree), ["301.ts has 301 lines"]);
  });
});

describe("The imports of a file", () => {
  const importsOf = (text: string) =>
    importsIn(
      new Map([
        ["a/own.ts", text],
        ["b/other.ts", ""],
        ["b/index.ts", ""],
        ["b/plain.cjs", ""],
      ]),
    ).map(({ to, isTypeOnly }) => [to, isTypeOnly ? "types" : "values"]);

  it("are found in every form, over several lines too", () => {
    const text = [
      `import "../b/other";`,
      `import fs, {\n  readFile,\n} from "node:fs";`,
      `export { other } from "../b";`,
      `const plain = require("../b/plain.cjs");`,
      `void import("pulumi-callback");`,
    ].join("\n");
    deepEqual(importsOf(text), [
      ["b/other.ts", "values"],
      ["node:fs", "values"],
      ["b/index.ts", "values"],
      ["b/plain.cjs", "values"],
      ["pulumi-callback", "values"],
    ]);
  });

  it("are of types only where the statement says so", () => {
    const text = [
      `import type {\n  Other,\n} from "../b/other";`,
      `export type { Other } from "../b/other";`,
      `import { type Other } from "../b/other";`,
    ].join("\n");
    deepEqual(
      importsOf(text).map(([, kind]) => kind),
      ["types", "types", "values"],
    );
  });

  it("are not those in the text of a program that a test writes", () => {
    deepEqual(importsOf('const program = `\nimport { other } from "../b/other";\n`;'), []);
  });
});

describe("A cycle", () => {
  const cyclesOf = (texts: Record<string, string>) =>
    cyclesIn(importsIn(new Map(Object.entries(texts))));

  it("is found over several files, and through types alone", () => {
    const cycles = cyclesOf({
      "start.ts": 'import "./a";',
      "a.ts": 'import type { B } from "./b";',
      "b.ts": 'import type { C } from "./c";\nimport "./leaf";',
      "c.ts": 'import type { A } from "./a";',
      "leaf.ts": "",
    });
    deepEqual(cycles, [["a.ts", "b.ts", "c.ts"]]);
  });

  it("is not two ways to the same file", () => {
    const texts = { "a.ts": 'import "./b";\nimport "./c";', "b.ts": 'import "./c";', "c.ts": "" };
    deepEqual(cyclesOf(texts), []);
  });
});

describe("An import that breaks a rule", () => {
  const BREAKING: [rule: string, from: string, imported: string][] = [
    ["one direction", "packages/laptop/src/model/a.ts", "../lambda/b"],
    ["one direction", "packages/laptop/src/dynamodb/a.ts", "../lambda/b"],
    ["one direction", "packages/laptop/src/shared/a.ts", "../model/b"],
    ["one direction", "packages/laptop/src/page/a.ts", "../unheard-of/b"],
    ["nothing of Pulumi", "packages/laptop/src/lambda/a.ts", "../program/b"],
    ["nothing of Pulumi", "packages/laptop/src/iam/policy/a.ts", "@pulumi/aws/iam"],
    ["from outside", "packages/laptop/src/program/a.ts", "../../../../policy/b"],
    ["from outside", "packages/callback/test/a.ts", "../../laptop/src/b"],
    ["from outside", "packages/laptop/src/closures/a.ts", "pulumi-callback/src/doctor"],
    ["from outside", "packages/client/src/a.ts", "../../../handlers/b"],
    ["from outside", "packages/laptop/src/page/a.ts", "pulumi-websockets-client/src/rooms"],
    ["the app", "components/a.ts", "pulumi-callback/src/callback"],
    ["the app", "index.ts", "./packages/callback/src/index"],
    ["no package of ours", "policy/rules/a.ts", "pulumi-laptop"],
    ["no package of ours", "handlers/a.ts", "../packages/callback/src/b"],
    ["at run time", "handlers/stores/a.ts", "@pulumi/aws"],
  ];
  const KEEPING: [rule: string, from: string, imported: string][] = [
    ["one direction", "packages/laptop/src/lambda/a.ts", "../iam/access/b"],
    ["one direction", "packages/laptop/src/cli/a.ts", "../runtime"],
    ["nothing of Pulumi", "packages/laptop/src/model/a.ts", "../program/b"],
    ["from outside", "packages/laptop/test/lambda/a.ts", "../../src/lambda/b"],
    ["from outside", "packages/laptop/src/closures/a.ts", "pulumi-callback"],
    ["the app", "components/a.ts", "pulumi-callback"],
    ["no package of ours", "components/a.ts", "pulumi-callback"],
    ["at run time", "components/a.ts", "@pulumi/aws"],
  ];
  const brokenBy = (says: string, from: string, statement: string) => {
    const rule = RULES.find((each) => each.says.includes(says))!;
    const existing = ["packages/laptop/src/runtime.ts", "packages/laptop/src/iam/access/b.ts"];
    const tree = new Map([...existing.map((path) => [path, ""] as const), [from, statement]]);
    return broken(rule, importsIn(tree)).length;
  };

  for (const [rule, from, imported] of BREAKING)
    it(`(${rule}): ${from} imports ${imported}`, () => {
      deepEqual(brokenBy(rule, from, `import { b } from "${imported}";`), 1);
    });
  for (const [rule, from, imported] of KEEPING)
    it(`(${rule}) is not: ${from} imports ${imported}`, () => {
      deepEqual(brokenBy(rule, from, `import { b } from "${imported}";`), 0);
    });
  it("(at run time) is not one of types", () => {
    deepEqual(brokenBy("at run time", "handlers/a.ts", 'import type { B } from "@pulumi/aws";'), 0);
  });
});
