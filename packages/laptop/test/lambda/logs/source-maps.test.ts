import { deepEqual, equal, match } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { TestConnection } from "../../support/connection";
import { programFolder, removeProgramFolders } from "../../support/program/program-folder";
import { startStage, type TestStage } from "../../support/stage";

const component = (name: string) => JSON.stringify(resolve("components", name));

const program = (options: string) => `
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import { Callback } from "pulumi-callback";
import { Routes } from ${component("routes")};
import { fail } from "./fail";
const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action",
});
const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });
const events = new Callback("events", {
  memorySize: 128, timeout: 3, logRetentionDays: 1, allow: [], ${options}
  callbackFactory: () => async (event: { body?: string }) => {
    if (event.body === "break") fail(event.body);
    return { statusCode: 200 };
  },
});
new Routes("routes", { api, stage, function: events.function, routeKeys: ["$connect", "$default"] });
export const url = stage.invokeUrl;
`;

const FAIL = `/** Always fails. */
export function fail(text: string): never {
  throw new TypeError(\`cannot \${text}\`);
}
`;

describe("A stack trace", function () {
  let folder: string;
  let stage: TestStage;
  let alice: TestConnection;

  const start = async (options = "") => {
    folder = programFolder({
      "tsconfig.json": JSON.stringify({
        compilerOptions: { target: "ES2021", module: "nodenext", noCheck: true, rootDir: "/" },
      }),
      "index.ts": program(options),
      "fail.ts": FAIL,
    });
    stage = await startStage({ program: folder, watch: true });
    alice = await stage.connect();
  };
  afterEach(() => stage.close());
  after(removeProgramFolders);

  /** What is logged of a message that the function fails to handle. */
  const failure = async () => {
    const logged = stage.until("lambda.log", { level: "ERROR" });
    const handled = stage.until("lambda.result");
    alice.send("break");
    await handled;
    const { message, line } = await logged;
    return { message: String(message), line: String(line) };
  };
  /** `file:line` of the first line with this text. */
  const placeOf = (file: string, text: string) => {
    const lines = readFileSync(join(folder, file), "utf8").split("\n");
    return `${file}:${lines.findIndex((line) => line.includes(text)) + 1}`;
  };
  const placesOfFailure = () => [placeOf("fail.ts", "throw"), placeOf("index.ts", "fail(event")];
  /** `file:line` of the function's frames. */
  const placesIn = (trace: string) =>
    [...trace.matchAll(/(\w+\.ts:\d+):\d+/g)].map(([, place]) => place);
  const codeOfFunction = () =>
    (stage.runtime.model.functions[0]!.code as { files: Record<string, { text: string }> }).files;

  it("names the lines of TypeScript in the log, in the message and in the line", async () => {
    await start();
    const { message, line } = await failure();
    match(message, /^TypeError: cannot break\n {4}at /);
    deepEqual(placesIn(message), placesOfFailure());
    deepEqual(placesIn(line), placesOfFailure());
    deepEqual(Object.keys(codeOfFunction()), ["index.js"]);
  });

  it("names the new lines when lines move, of the same code in the same environment", async () => {
    await start();
    await failure();
    const before = { ...codeOfFunction() };
    const reloaded = stage.until("program.reload");
    writeFileSync(join(folder, "fail.ts"), `// A line more.\n${FAIL}`);
    await reloaded;
    deepEqual(placesIn((await failure()).message), placesOfFailure());
    deepEqual(codeOfFunction(), before);
    const environments = new Set(stage.all("lambda.invoke").map(({ environment }) => environment));
    equal(environments.size, 1);
  });

  it("is Node's own with the source map in the archive, where the program asks for it", async () => {
    await start("sourceMap: true,");
    deepEqual(Object.keys(codeOfFunction()), ["index.js", "index.js.map"]);
    equal(stage.runtime.model.functions[0]!.environment.NODE_OPTIONS, "--enable-source-maps");
    const { message } = await failure();
    match(message, /\(\/.*\/fail\.ts:\d+:\d+\)/);
    deepEqual(placesIn(message), placesOfFailure());
  });
});
