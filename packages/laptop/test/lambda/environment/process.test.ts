import assert from "node:assert/strict";
import { startTestLambda, type TestLambda } from "../../support/lambda";

/** Each fact twice: in the first environment of a function and in the second. */
async function inTwo(lambda: TestLambda): Promise<unknown[]> {
  const answers = await Promise.all([lambda.invoke(), lambda.invoke()]);
  return answers.map(({ payload }) => payload);
}

describe("The process of an execution environment", () => {
  let lambda: TestLambda;
  afterEach(() => lambda.close());

  const facts: [fact: string, code: string, value: unknown][] = [
    ["is in the main thread", `require("node:worker_threads").isMainThread`, true],
    ["has no main module", `require.main === undefined && process.mainModule === undefined`, true],
    ["changes its working directory", `process.chdir("/"), process.cwd()`, "/"],
    ["starts in the folder of the code", `process.cwd() === process.env.LAMBDA_TASK_ROOT`, true],
    ["has a umask of its own", `process.umask(0o77), process.umask()`, 0o77],
    ["imports packages and builtins", `typeof (await import("node:fs")).readFileSync`, "function"],
    ["imports its own files", `(await import("./other.mjs")).default`, "other"],
    ["has UTC", `new Date(0).getHours()`, 0],
    [
      "has its own folder for temporary files",
      `require("node:fs").readdirSync(require("node:os").tmpdir()).length`,
      0,
    ],
    ["exposes gc", `typeof gc`, "function"],
    [
      "has nothing of the laptop in its variables",
      `Object.keys(process.env).filter((name) => /LAPTOP|TELEMETRY/.test(name))`,
      [],
    ],
    [
      "keeps its own error of a missing global",
      `typeof exports_ + typeof awslambda.streamifyResponse`,
      "undefinedfunction",
    ],
  ];
  for (const [fact, code, value] of facts) {
    it(`${fact}, in every environment`, async () => {
      const text = `exports.handler = async () => (${code});`;
      lambda = await startTestLambda("", {
        code: {
          files: {
            "index.js": { text },
            "other.mjs": { text: `export default "other";` },
          },
        },
      });
      assert.deepEqual(await inTwo(lambda), [value, value]);
    });
  }

  it("has the time zone that the function asks for", async () => {
    lambda = await startTestLambda(`exports.handler = async () => new Date(0).getHours();`, {
      environment: { TZ: "Asia/Tokyo" },
    });
    assert.deepEqual(await inTwo(lambda), [9, 9]);
  });

  it("has the options of NODE_OPTIONS", async () => {
    lambda = await startTestLambda(`exports.handler = async () => process.title;`, {
      environment: { NODE_OPTIONS: "--title=greeter" },
    });
    assert.deepEqual(await inTwo(lambda), ["greeter", "greeter"]);
  });

  it("has a heap of the function's memory, as AWS divides it", async () => {
    lambda = await startTestLambda(`exports.handler = async () => process.execArgv;`, {
      memorySizeMb: 512,
    });
    const [args] = (await inTwo(lambda)) as string[][];
    assert.ok(args!.includes("--max-old-space-size=461"));
    assert.ok(args!.includes("--max-semi-space-size=25"));
  });

  it("is not held up at an event by collecting what was garbage while it was frozen", async () => {
    lambda = await startTestLambda(`exports.handler = async () => process.execArgv;`);
    const [args] = (await inTwo(lambda)) as string[][];
    assert.ok(args!.includes("--no-memory-reducer"));
  });

  it("logs what it writes to descriptors 1 and 2, and what its own processes write", async () => {
    lambda = await startTestLambda(`
      const fs = require("node:fs");
      exports.handler = async () => {
        fs.writeSync(1, "by descriptor\\n");
        process.stderr.write("to standard error\\n");
        require("node:child_process").execFileSync("echo", ["by echo"], { stdio: "inherit" });
      };`);
    await lambda.invoke();
    const lines = lambda.all("lambda.log").map(({ line }) => line);
    assert.deepEqual(lines.sort(), ["by descriptor", "by echo", "to standard error"]);
  });

  it("reports the memory that it had in use", async () => {
    lambda = await startTestLambda(
      `exports.handler = async () => (globalThis.kept = Buffer.alloc(100e6, 1)).length;`,
      { memorySizeMb: 512 },
    );
    await lambda.invoke();
    const report = String(lambda.all("lambda.platform").at(-1)?.line);
    assert.ok(Number(/Max Memory Used: (\d+) MB/.exec(report)?.[1]) > 120, report);
  });

  it("in an ES module has no CommonJS globals", async () => {
    lambda = await startTestLambda("", {
      code: {
        files: {
          "index.mjs": {
            text: `export const handler = async () =>
              [typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname];`,
          },
        },
      },
    });
    const none = Array.from({ length: 5 }, () => "undefined");
    assert.deepEqual(await inTwo(lambda), [none, none]);
  });
});
