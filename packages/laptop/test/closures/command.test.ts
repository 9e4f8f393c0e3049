import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { execFile } from "node:child_process";
import { readProject } from "../../src/program/project/project";
import { evaluate, ProgramError } from "../../src/program/evaluate";
import { parseOptions } from "../../src/cli/options/closures-options";
import { summaryOf, textOf } from "../../src/closures/print";
import type { FunctionReport } from "../../src/closures/report";
import { programFolder, removeProgramFolders } from "../support/program/program-folder";

const CALLBACK = JSON.stringify("pulumi-callback");

const FILES = {
  // The components lie outside the program's folder.
  "tsconfig.json": JSON.stringify({
    compilerOptions: { target: "ES2021", module: "nodenext", noCheck: true, rootDir: "/" },
  }),
  get "index.ts"() {
    return PROGRAM;
  },
};

/** Two functions that are refused, one with a warning, one without findings. */
const PROGRAM = `
import { Callback } from ${CALLBACK};
const sizes = { memorySize: 128, timeout: 3, logRetentionDays: 1, allow: [] };
const seen = new Map();
const fixed = Object.freeze({ a: 1 });
new Callback("forgetful", { ...sizes, callbackFactory: () => async () => seen.size });
let calls = 0;
const next = () => ++calls;
new Callback("counting", { ...sizes, callbackFactory: () => async () => next() });
new Callback("warned", { ...sizes, callbackFactory: () => async () => fixed.a });
new Callback("plain", { ...sizes, callbackFactory: () => async () => process.env.NAME });
`;

describe("npm run closures", () => {
  let broken: Printed;
  let product: Printed;
  before(async () => {
    const program = programFolder(FILES);
    [broken, product] = await Promise.all([
      closures("--json", "--program", program),
      closures("--json"),
    ]);
  });
  after(removeProgramFolders);

  it("tells of each function what it captures, weighs and takes to start", () => {
    const functions = JSON.parse(product.stdout) as FunctionReport[];
    deepEqual(
      functions.map(({ name }) => name),
      ["events", "fan-out", "lifecycle"],
    );
    for (const report of functions)
      deepEqual(
        Object.keys(report).sort(),
        ["name", "bytes", "gzipBytes", "initMs", "packages", "captured", "findings"].sort(),
      );
    const [{ bytes, gzipBytes, initMs, packages, captured }] = functions as [FunctionReport];
    ok(bytes! > gzipBytes! && gzipBytes! > 10_000);
    ok(initMs! > 0);
    const sum = (of: "bytes" | "gzipBytes") => packages.reduce((total, p) => total + p[of], 0);
    deepEqual([sum("bytes"), sum("gzipBytes")], [bytes, gzipBytes]);
    ok(packages.some(({ name }) => name === "@aws-sdk/client-dynamodb"));
    const command = captured.find(({ name }) => name === "UpdateItemCommand");
    deepEqual([command?.kind, command?.from], ["module", "@aws-sdk/client-dynamodb"]);
    match(command!.file, /^handlers\//);
  });

  it("finds nothing wrong with the product's own closure, and ends with 0", () => {
    const functions = JSON.parse(product.stdout) as FunctionReport[];
    deepEqual(
      functions.flatMap(({ findings }) => findings),
      [],
    );
    deepEqual([product.exitCode, product.stderr], [0, ""]);
  });

  it("shows the findings of all functions, and ends with 1 if one is an error", () => {
    const functions = JSON.parse(broken.stdout) as FunctionReport[];
    const found = functions.map(({ name, findings }) => [
      name,
      ...findings.map(({ severity, rule, file, line }) => `${severity} ${rule} ${file}:${line}`),
    ]);
    deepEqual(found, [
      ["counting", "error lost-state index.ts:8"],
      ["forgetful", "error hidden-state index.ts:6"],
      ["plain"],
      ["warned", "warning frozen-object index.ts:10"],
    ]);
    equal(broken.exitCode, 1);
  });

  it("prints the same for people", () => {
    const [events] = JSON.parse(product.stdout) as [FunctionReport];
    const text = textOf(events);
    match(text, /^events\n\n {2}captured\n/);
    match(text, /PutItemCommand +module +@aws-sdk\/client-dynamodb +handlers\/\S+:\d+\n/);
    match(text, / {2}bundle\n +bytes +gzipped\n/);
    match(text, /\n {4}total +[\d,]+ +[\d,]+\n/);
    match(text, /Init phase {2}[\d.]+ ms\n\n {2}No findings\.$/);
    const [, forgetful] = JSON.parse(broken.stdout) as FunctionReport[];
    match(textOf(forgetful!), /\n {2}findings\n {4}error: index\.ts:6: "seen" is a Map/);
  });

  it("says the verdict first, then the findings and the sizes, and details if asked", () => {
    const functions = JSON.parse(broken.stdout) as FunctionReport[];
    const lines = summaryOf(functions, false).split("\n");
    equal(lines[0], "4 functions, 2 errors, 1 warning.");
    match(lines[1]!, /^ {2}counting: error: index\.ts:8: /);
    match(lines[5]!, /^ {2}counting +refused/);
    match(lines[7]!, /^ {2}plain +[\d,]+ bytes +[\d,]+ gzipped {2}Init phase [\d.]+ ms$/);
    equal(lines.at(-1), "Captured names and packages: --verbose");
    const [plain] = functions.filter(({ name }) => name === "plain");
    match(summaryOf([plain!], false), /^1 function, no findings: /);
    ok(summaryOf([plain!], true).endsWith(textOf(plain!)));
  });

  it("takes a program, a stack and configuration, as npm start does", () => {
    deepEqual(parseOptions(["--stack", "prod", "--program", "x", "--config", "timeout=10"]), {
      json: false,
      verbose: false,
      program: "x",
      stack: "prod",
      config: { timeout: "10" },
    });
    throws(
      () => parseOptions(["--jsn"]),
      /^UserError: Unknown option "--jsn"\. Did you mean "--json"\?\n/,
    );
  });
});

describe("npm run closures, of a factory that throws", () => {
  after(removeProgramFolders);

  const program = (environment: string) => `
import { Callback } from ${CALLBACK};
const sizes = { memorySize: 128, timeout: 3, logRetentionDays: 1, allow: [] };
new Callback("keeper", {
  ...sizes,
  environment: ${environment},
  callbackFactory: () => {
    if (!process.env.KEY) throw new TypeError("KEY is missing");
    return async () => process.env.KEY;
  },
});`;

  it("tells what the Init phase fails with in a fresh process, and ends with 1", async () => {
    const folder = programFolder({ ...FILES, "index.ts": program("{}") });
    const { stdout, exitCode } = await closures("--json", "--program", folder);
    const [{ initMs, findings }] = JSON.parse(stdout) as [FunctionReport];
    deepEqual(findings, [
      {
        severity: "error",
        rule: "init-failed",
        name: "keeper",
        file: "index.ts",
        line: 7,
        message:
          "The Init phase fails in a fresh process: TypeError: KEY is missing. Set what it needs in environment.",
      },
    ]);
    deepEqual([initMs, exitCode], [null, 1]);
  });

  it("finds nothing when the function's environment has what the factory needs", async () => {
    const folder = programFolder({ ...FILES, "index.ts": program('{ KEY: "abc" }') });
    const { stdout, exitCode } = await closures("--json", "--program", folder);
    const [{ initMs, findings }] = JSON.parse(stdout) as [FunctionReport];
    deepEqual(findings, []);
    ok(initMs! > 0);
    equal(exitCode, 0);
  });
});

describe("Callback", () => {
  after(removeProgramFolders);

  it("fails with the errors of its closure, and logs the warnings", async () => {
    const project = readProject(programFolder(FILES), "dev", {});
    const lines: string[] = [];
    await rejects(
      evaluate(project, {
        region: "us-east-1",
        accountId: "123456789012",
        gatewayHost: "127.0.0.1:3000",
        onOutput: (line) => lines.push(line),
      }),
      (error: ProgramError) => {
        const lines = error.message.split("\n");
        ok(lines.includes("  pulumi-callback:index:Callback (counting):"));
        const start = lines.indexOf("  pulumi-callback:index:Callback (forgetful):");
        deepEqual(lines.slice(start + 1, start + 3), [
          '    error: error serializing property "code": The closure of "forgetful" would not run in Lambda as it does here:',
          '      index.ts:6: "seen" is a Map, whose content is not serialized: it throws when it is used. Create it inside callbackFactory.',
        ]);
        return error instanceof ProgramError;
      },
    );
    deepEqual(lines, [
      'warning: index.ts:10: "fixed" is frozen here and can be changed at run time. Create it inside callbackFactory.',
    ]);
  });
});

interface Printed {
  stdout: string;
  stderr: string;
  exitCode: number;
}

function closures(...args: string[]): Promise<Printed> {
  const script = ["packages/laptop/bin/pulumi-laptop.cjs", "closures", ...args];
  return new Promise((resolvePrinted) => {
    const child = execFile(process.execPath, script, (_error, stdout, stderr) =>
      resolvePrinted({ stdout, stderr, exitCode: child.exitCode ?? -1 }),
    );
  });
}
