import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { readProject } from "../../local/program/project";
import { evaluate, ProgramError } from "../../local/program/evaluate";
import type { FunctionReport } from "../../local/closures/report";
import { programFolder, removeProgramFolders } from "../support/program-folder";

const CALLBACK = JSON.stringify(resolve("components/callback"));

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

describe("npm run closures", function () {
  this.timeout(30_000);
  let broken: Printed;
  let product: Printed;
  before(async () => {
    const program = programFolder({ "index.ts": PROGRAM });
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
      ["events"],
    );
    const [{ bytes, gzipBytes, initMs, packages, captured }] = functions as [FunctionReport];
    ok(bytes! > gzipBytes! && gzipBytes! > 10_000);
    ok(initMs! > 0);
    const sum = (of: "bytes" | "gzipBytes") => packages.reduce((total, p) => total + p[of], 0);
    deepEqual([sum("bytes"), sum("gzipBytes")], [bytes, gzipBytes]);
    ok(packages.some(({ name }) => name === "@aws-sdk/client-dynamodb"));
    const command = captured.find(({ name }) => name === "PutItemCommand");
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

  it("prints the same for people", async () => {
    const { stdout, exitCode } = await closures("--stack", "dev", "--config", "timeout=10");
    equal(exitCode, 0);
    match(stdout, /^events\n\n {2}captured\n/);
    match(stdout, /PutItemCommand +module +@aws-sdk\/client-dynamodb +handlers\/\S+:\d+\n/);
    match(stdout, / {2}bundle\n +bytes +gzipped\n/);
    match(stdout, /\n {4}total +[\d,]+ +[\d,]+\n/);
    match(stdout, /Init phase {2}[\d.]+ ms\n\n {2}No findings\.\n$/);
  });

  it("refuses an unknown option and names the nearest", async () => {
    const { stderr, exitCode } = await closures("--jsn");
    match(stderr, /^Unknown option "--jsn"\. Is "--json" meant\?\n/);
    equal(exitCode, 2);
  });
});

describe("Callback", function () {
  this.timeout(30_000);
  after(removeProgramFolders);

  it("fails with the errors of its closure, and logs the warnings", async () => {
    const project = readProject(programFolder({ "index.ts": PROGRAM }), "dev", {});
    const lines: string[] = [];
    await rejects(
      evaluate(project, {
        region: "us-east-1",
        accountId: "123456789012",
        gatewayHost: "127.0.0.1:3000",
        onOutput: (line) => lines.push(line),
      }),
      (error: ProgramError) => {
        const [, ...errors] = error.message.split(/\n(?= {2}\S)/).sort();
        equal(errors.length, 2);
        deepEqual(errors[1]!.split("\n"), [
          "  websockets-on-demand:index:Callback (forgetful):",
          '    error: The closure of "forgetful" would not run in Lambda as it does here:',
          '      index.ts:6: "seen" is a Map, which is serialized without its content and throws when it is used. Create it inside callbackFactory.',
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
  const script = ["--no-deprecation", "--require", "tsx/cjs", "local/closures.ts", ...args];
  return new Promise((resolvePrinted) => {
    const child = execFile(process.execPath, script, (_error, stdout, stderr) =>
      resolvePrinted({ stdout, stderr, exitCode: child.exitCode ?? -1 }),
    );
  });
}
