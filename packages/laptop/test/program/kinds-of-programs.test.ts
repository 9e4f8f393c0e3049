import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { evaluateFolder } from "../support/program/evaluate-folder";
import { programFolder, removeProgramFolders } from "../support/program/program-folder";

const NODE_NEXT = JSON.stringify({
  compilerOptions: { target: "ES2022", module: "nodenext", moduleResolution: "nodenext" },
});
const MODULE = { "package.json": JSON.stringify({ type: "module", main: "index.ts" }) };

describe("A program", () => {
  after(removeProgramFolders);

  it("may be ES modules in TypeScript, whose files are watched even if one does not compile", async () => {
    const files = {
      ...MODULE,
      "tsconfig.json": NODE_NEXT,
      "index.ts": `import * as pulumi from "@pulumi/pulumi";
        import { colour } from "./colour.js";
        const stack: string = await Promise.resolve(pulumi.getStack());
        export const text = stack + colour;`,
      "colour.ts": `export const colour: string = " red";`,
    };
    const folder = programFolder(files);
    const evaluation = await evaluateFolder(folder);
    deepEqual(evaluation.outputs, { text: "dev red" });
    ok(evaluation.files.includes(join(folder, "index.ts")));
    ok(evaluation.files.includes(join(folder, "colour.ts")));
    const broken = programFolder({ ...files, "colour.ts": "export const colour = (;" });
    const error = await evaluateFolder(broken).catch((thrown: unknown) => thrown);
    ok((error as { files: string[] }).files.includes(join(broken, "colour.ts")));
  });

  it("may be ES modules in JavaScript", async () => {
    const folder = programFolder({
      "Pulumi.yaml": "name: sample\nruntime: { name: nodejs, options: { typescript: false } }\n",
      "package.json": JSON.stringify({ type: "module" }),
      "index.js": `import { getStack } from "@pulumi/pulumi";
        import { colour } from "./colour.js";
        export const text = getStack() + colour;`,
      "colour.js": `export const colour = " red";`,
    });
    const { outputs, files } = await evaluateFolder(folder);
    deepEqual(outputs, { text: "dev red" });
    ok(files.includes(join(folder, "colour.js")));
  });

  it("may import ES modules when it is none, whose files are watched", async () => {
    const folder = programFolder({
      "Pulumi.yaml": "name: sample\nruntime: { name: nodejs, options: { typescript: false } }\n",
      "package.json": "{}",
      "index.js": `module.exports = async () => ({ text: (await import("./colour.mjs")).colour });`,
      "colour.mjs": `import { name } from "./name.mjs";\nexport const colour = name;`,
      "name.mjs": `export const name = "red";`,
    });
    const { outputs, files } = await evaluateFolder(folder);
    deepEqual(outputs, { text: "red" });
    for (const file of ["colour.mjs", "name.mjs"]) ok(files.includes(join(folder, file)), file);
  });

  it("may be plain JavaScript that exports a function", async () => {
    const folder = programFolder({
      "Pulumi.yaml": "name: sample\nruntime: { name: nodejs, options: { typescript: false } }\n",
      "package.json": "{}",
      "index.js": `const { getProject } = require("@pulumi/pulumi");
        module.exports = async () => ({ project: getProject() });`,
    });
    deepEqual((await evaluateFolder(folder)).outputs, { project: "sample" });
  });

  it("runs in the folder of its main file, with the project's folder as its root", async () => {
    const folder = programFolder({
      "Pulumi.yaml": "name: sample\nruntime: nodejs\nmain: infra/index.ts\n",
      "infra/package.json": "{}",
      "infra/index.ts": `import * as pulumi from "@pulumi/pulumi";
        export const here = process.cwd();
        export const root = pulumi.runtime.getRootDirectory?.() ?? "";`,
    });
    const { outputs } = await evaluateFolder(folder);
    deepEqual(outputs, { here: join(folder, "infra"), root: folder });
  });

  it("takes TypeScript's options from the file that Pulumi.yaml names", async () => {
    const folder = programFolder({
      "Pulumi.yaml":
        "name: sample\nruntime: { name: nodejs, options: { tsconfig: tsconfig.pulumi.json } }\n",
      "tsconfig.json": "{ no JSON",
      "tsconfig.pulumi.json": JSON.stringify({
        compilerOptions: { target: "ES2021", module: "nodenext", noCheck: true },
      }),
      "index.ts": `export const size: number = "wrong";`,
    });
    equal((await evaluateFolder(folder)).outputs.size, "wrong");
  });

  it("finds the region that the laptop assumes in its configuration", async () => {
    const folder = programFolder({
      "index.ts": `import * as aws from "@pulumi/aws"; export const region = aws.config.requireRegion();`,
    });
    equal((await evaluateFolder(folder)).outputs.region, "us-east-1");
  });
});
