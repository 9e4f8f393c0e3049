import { deepEqual, equal, match, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { startStage } from "pulumi-laptop/test/support/stage";
import { copyProgram, type CopiedProgram } from "./support/copied-program";
import { PROJECT_FOLDER } from "./support/evaluated";
import { writtenPage, writtenSteps } from "./support/written-steps";

const PAGE = "docs/tutorial.md";

/** What the tutorial's commands need besides the program. */
const MORE = [
  "Pulumi.prod.yaml",
  "policy",
  ".mocharc.cjs",
  "test/support",
  "test/handlers/support",
];

describe("docs/tutorial.md, step by step", function () {
  const page = writtenPage(PAGE);
  const sections = writtenSteps(PAGE);
  let program: CopiedProgram;

  before(async () => {
    program = await copyProgram(MORE);
  });
  after(() => program.remove());

  /** Does what the section of this number says. */
  const follow = (number: number) => {
    const [, steps] = [...sections].find(([title]) => title.startsWith(`${number}. `))!;
    for (const step of steps) {
      if (step.kind === "change") program.edit(step.file, step.from, step.to);
      else {
        mkdirSync(dirname(join(program.folder, step.file)), { recursive: true });
        program.write(step.file, step.text);
      }
    }
  };
  const npm = (...args: string[]) =>
    spawnSync("npm", args, { cwd: program.folder, encoding: "utf8" });
  const passes = (file: string) => {
    const { status, stdout } = npm("test", "--", file);
    equal(status, 0, stdout);
    match(stdout, /1 passed, 0 failed/);
  };

  it("has a handler that passes its test", () => {
    follow(2);
    follow(3);
    passes("test/handlers/count.test.ts");
  });

  it("is told which permission is missing, and counts once that is saved", async () => {
    follow(4);
    follow(5);
    const stage = await startStage({ program: program.folder, watch: true });
    try {
      const alice = await stage.connect();
      const denied = stage.until("iam.deny");
      alice.send('{"action":"count"}');
      match(await alice.next(), /^\{"message": "Internal server error", /);
      const [why] = String((await denied).message).split("\n");
      ok(page.includes(`\n${why}\n`), why);
      const reloaded = stage.until("program.reload");
      follow(6);
      await reloaded;
      alice.send('{"action":"count"}');
      equal(await alice.next(), "Message 1 of yours");
    } finally {
      await stage.close();
    }
  });

  it("passes the test of the whole", () => {
    follow(7);
    passes("test/on-the-laptop/count.test.ts");
  });

  it("breaks three rules of prod, and none in the end", () => {
    const policy = () => {
      const { status, stdout } = npm("run", "-s", "policy", "--", "--stack", "prod", "--json");
      const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
      return { status, rules: findings.map(({ rule }) => rule) };
    };
    const broken = policy();
    equal(broken.status, 1);
    equal(broken.rules.length, 3);
    for (const rule of broken.rules) ok(page.includes(`\`${rule}\``), rule);
    follow(8);
    deepEqual(policy(), { status: 0, rules: [] });
  });

  it("leaves a program that compiles", () => {
    const declarations = join(PROJECT_FOLDER, "packages/laptop/src/dynamodb/dynalite/modules.d.ts");
    const include = ["index.ts", "handlers", "test/handlers", "test/on-the-laptop", declarations];
    program.write("tsconfig.all.json", JSON.stringify({ extends: "./tsconfig.json", include }));
    const compiler = join(PROJECT_FOLDER, "node_modules/typescript-native/bin/tsc");
    const args = [compiler, "--checkers", "2", "--project", "tsconfig.all.json"];
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: program.folder,
      encoding: "utf8",
    });
    equal(status, 0, stdout);
  });
});
