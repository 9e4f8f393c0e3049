import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { codeOf, evaluate, plain, readProject } from "pulumi-laptop";
import { copyProgram, type CopiedProgram } from "../support/copied-program";
import { SURROUNDINGS } from "pulumi-laptop/test/support/program/declared";

/** The product in folders of its own, each with an empty cache. Every evaluation is a fresh process. */
describe("The code of an unchanged closure", () => {
  const programs: CopiedProgram[] = [];
  after(() => Promise.all(programs.map((program) => program.remove())));

  const copy = async () => {
    const program = await copyProgram();
    programs.push(program);
    program.edit("index.ts", "callbackFactory:", "sourceMap: true,\n  callbackFactory:");
    const packages = join(program.folder, "node_modules");
    rmSync(packages);
    mkdirSync(packages);
    for (const name of readdirSync("node_modules"))
      if (name !== ".cache") symlinkSync(resolve("node_modules", name), join(packages, name));
    return program;
  };
  const filesOf = async ({ folder }: CopiedProgram) => {
    const project = readProject(folder, "dev", {});
    const { resources } = await evaluate(project, { ...SURROUNDINGS, onOutput: () => {} });
    const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
    return functions.map(({ name, inputs }) => ({ name, code: codeOf(plain(inputs.code)) }));
  };
  /** The cached bundles, and when each was made. */
  const bundlesOf = ({ folder }: CopiedProgram) => {
    const cache = join(folder, "node_modules/.cache/pulumi-callback");
    return readdirSync(cache).map((name) => [name, statSync(join(cache, name)).mtimeMs]);
  };

  let program: CopiedProgram;
  let files: Awaited<ReturnType<typeof filesOf>>;
  before(async () => {
    program = await copy();
    files = await filesOf(program);
  });

  it("is the same in another folder and another process, the source map included", async () => {
    deepEqual(await filesOf(await copy()), files);
    equal(JSON.stringify(files).includes(program.folder), false);
  });

  it("is bundled once, and bundled anew when it changes", async () => {
    const bundles = bundlesOf(program);
    equal(bundles.length, files.length);
    deepEqual(await filesOf(program), files);
    deepEqual(bundlesOf(program), bundles);
    program.edit("handlers/broadcast/broadcast.ts", "Echo me:", "Echo you:");
    notDeepEqual(await filesOf(program), files);
    equal(bundlesOf(program).length, bundles.length + 1);
  });
});
