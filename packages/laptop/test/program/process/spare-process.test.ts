import { deepEqual, equal, notEqual, ok, rejects } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation } from "../../../src/program/evaluate";
import { readProject } from "../../../src/program/project/project";
import { NOTHING, type Needs } from "../../../src/program/process/needs";
import {
  newProcesses,
  SpareProcess,
  type ProcessSource,
} from "../../../src/program/process/spare-process";
import { hasArborist } from "../../support/program/arborist";
import { evaluateFolder, named, SURROUNDINGS } from "../../support/program/evaluate-folder";
import { programFolder, removeProgramFolders } from "../../support/program/program-folder";

const SETTINGS = { ...SURROUNDINGS, preview: false };

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import { name } from "./name";

new aws.lambda.CallbackFunction("echo", { callback: async (event) => [name, event] });
const config = new pulumi.Config("aws");
export const seen = JSON.stringify({
  names: [pulumi.getProject(), pulumi.getStack(), pulumi.getOrganization(), config.require("region")],
  place: [process.cwd(), process.argv[1], process.argv.slice(2), pulumi.runtime.isDryRun()],
  main: require.main?.filename,
  variables: Object.keys(process.env).sort(),
});
export const pid = process.pid;
`;

const PLAIN = `
import * as pulumi from "@pulumi/pulumi";
import { name } from "./name";

export const seen = [name, new pulumi.Config("aws").require("region")].join();
export const pid = process.pid;
`;

const USES_CALLBACK = `
export { loaded } from "./loaded";
import { Callback } from "pulumi-callback";

const greeting = { text: "hello" };
new Callback("echo", { callback: async (event: unknown) => [greeting.text, event] });
`;

/** Whether pulumi-callback was there before the program asked for it. */
const LOADED = `
const files = Object.keys(require.cache);
export const loaded = files.some((file) => /callback[\\\\/]src[\\\\/]callback\\.ts$/.test(file));
`;

describe("A program in a process that was started before it was needed", function () {
  let folder: string;
  // Not earlier: other files remove all program folders when their tests have ended.
  before(() => {
    folder = programFolder({ "index.ts": PROGRAM, "name.ts": `export const name = "first";` });
  });
  const processes = new SpareProcess();
  const output: string[] = [];
  const pids: unknown[] = [];
  const learned: Needs[] = [];
  const watched: ProcessSource = {
    start(...args) {
      const started = processes.start(...args);
      pids.push(started.child.pid);
      return started;
    },
    learn(needs) {
      learned.push(needs);
      processes.learn(needs);
    },
  };
  const evaluation = (config = {}) =>
    evaluateFolder(folder, output, config, { processes: watched });
  const prepare = () => processes.prepare(readProject(folder, "dev", {}), SETTINGS);
  after(() => {
    processes.close();
    removeProgramFolders();
  });

  it("finds the same world, and becomes the same resources", async () => {
    const first = await evaluation();
    prepare();
    const second = await evaluation();
    deepEqual(output, []);
    equal(second.outputs.seen, first.outputs.seen);
    deepEqual(withoutStack(second), withoutStack(first));
    deepEqual(second.files, first.files);
    deepEqual(pids, [first.outputs.pid, second.outputs.pid]);
  });

  it("has loaded Pulumi and parsed the functions that were serialized before, and none of its own files", () => {
    const { modules, functions } = learned.at(-1)!;
    deepEqual(
      modules.filter((path) => !path.includes("node_modules")),
      [],
    );
    const pulumis = (...path: string[]) =>
      modules.some((module) => module.endsWith(join("@pulumi", "pulumi", ...path)));
    ok(pulumis("resource.js"));
    ok(pulumis("cmd", "run", "tracing.js"));
    // Pulumi's command runs when it is loaded.
    ok(!pulumis("cmd", "run", "run.js"));
    ok(functions.some((text) => text.includes("[name_1.name, event]")));
    // The closure is shipped with its packages.
    const arborist = join("@npmcli", "arborist", "lib", "index.js");
    equal(
      modules.some((path) => path.endsWith(arborist)),
      hasArborist,
    );
  });

  it("is what its files are when it begins", async () => {
    prepare();
    writeFileSync(join(folder, "name.ts"), `export const name = "second";`);
    const { code } = named(await evaluation(), "Function", "echo").inputs;
    equal(JSON.stringify(code).includes("second"), true);
    equal(JSON.stringify(code).includes("first"), false);
  });

  it("expects no function that was not needed again", async () => {
    const [index, other] = [join(folder, "index.ts"), PROGRAM.replace("[name, event]", "[name]")];
    prepare();
    writeFileSync(index, other);
    await evaluation();
    writeFileSync(index, PROGRAM);
    deepEqual(
      learned.at(-1)!.functions.filter((text) => text.includes("name_1")),
      ["async (event) => [name_1.name]"],
    );
  });

  describe("that uses pulumi-callback, whose files are TypeScript here", () => {
    const tsconfig = (target: string) => {
      const compilerOptions = { target, module: "nodenext", noCheck: true, rootDir: "/" };
      return JSON.stringify({ compilerOptions });
    };
    const files = {
      "index.ts": USES_CALLBACK,
      "loaded.ts": LOADED,
      "tsconfig.json": tsconfig("ES2021"),
    };
    const evaluateAgain = async (change: (folder: string) => void) => {
      const own = programFolder(files);
      const spare = new SpareProcess();
      const first = await evaluateFolder(own, output, {}, { processes: spare });
      spare.prepare(readProject(own, "dev", {}), SETTINGS);
      change(own);
      const second = await evaluateFolder(own, output, {}, { processes: spare });
      spare.close();
      return { first, second };
    };

    it("expects the functions that it read, and the files that they are in", async () => {
      const own = programFolder(files);
      const told: Needs[] = [];
      const processes = { ...newProcesses, learn: (needs: Needs) => void told.push(needs) };
      await evaluateFolder(own, output, {}, { processes });
      const [needs] = told;
      ok(needs!.closureFunctions.includes("async (event) => [greeting.text, event]"));
      deepEqual(
        needs!.scripts.map(([file]) => file),
        [join(own, "index.ts")],
      );
    });

    it("has loaded it, and becomes the same resources of the same files", async () => {
      const { first, second } = await evaluateAgain(() => undefined);
      deepEqual([first.outputs.loaded, second.outputs.loaded], [false, true]);
      deepEqual(withoutStack(second), withoutStack(first));
      deepEqual(second.files.toSorted(), first.files.toSorted());
      equal(
        second.files.some((file) => file.endsWith(join("callback", "src", "callback.ts"))),
        true,
      );
    });

    it("starts anew if those files would be transpiled otherwise by now", async () => {
      const { second } = await evaluateAgain((own) =>
        writeFileSync(join(own, "tsconfig.json"), tsconfig("ES2020")),
      );
      equal(second.outputs.loaded, false);
    });
  });

  describe("and that declares nothing", () => {
    before(async () => {
      writeFileSync(join(folder, "index.ts"), PLAIN);
      await evaluation();
    });

    it("starts anew with another setting", async () => {
      prepare();
      const { seen } = (await evaluation({ "aws:region": "eu-west-1" })).outputs;
      equal(String(seen).includes("eu-west-1"), true);
    });

    it("starts anew if the process cannot be made ready for this version of Pulumi", async () => {
      const other = new SpareProcess();
      other.learn({ ...NOTHING, modules: [require.resolve("typescript")] });
      other.prepare(readProject(folder, "dev", {}), SETTINGS);
      const { outputs } = await evaluateFolder(folder, output, {}, { processes: other });
      other.close();
      equal(String(outputs.seen).includes("us-east-1"), true);
    });

    it("remembers what it needs when it fails in between", async () => {
      writeFileSync(join(folder, "name.ts"), "throw new Error('broken');");
      const before = learned.length;
      await rejects(evaluation());
      writeFileSync(join(folder, "name.ts"), `export const name = "third";`);
      equal(learned.length, before);
      await evaluation();
      equal(learned.length, before + 1);
    });

    it("starts anew if the process has ended meanwhile", async () => {
      prepare();
      const spare = processes.start(readProject(folder, "dev", {}), SETTINGS).child;
      spare.kill("SIGKILL");
      notEqual((await evaluation()).outputs.pid, spare.pid);
    });
  });
});

/** The resources aside from the stack, whose outputs name the process. */
function withoutStack({ resources }: Evaluation) {
  return resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}
