import { deepEqual, equal, match, notEqual, rejects } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLaptop, type Laptop, type LaptopOptions } from "pulumi-laptop/test";
import type { FindDeclared } from "../../src/load";
import { startRuntime } from "../../src/runtime";
import type * as sharedEvaluations from "../../src/test/shared-evaluations";
import { SHARED_FOLDER } from "../../src/test/shared-values";
import { programFolder, removeProgramFolders } from "../support/program/program-folder";

/** Counts its evaluations, and tells its function where the gateway is. */
const program = (address: string) => `
  require("node:fs").appendFileSync(__dirname + "/evaluations", "x");
  const { Config } = require("@pulumi/pulumi");
  const { AssetArchive, StringAsset } = require("@pulumi/pulumi").asset;
  const { Api, Stage } = require("@pulumi/aws/apigatewayv2");
  const { Function } = require("@pulumi/aws/lambda");
  const { Role } = require("@pulumi/aws/iam");
  const api = new Api("api", { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action" });
  const stage = new Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });
  new Function("where", {
    role: new Role("role", { assumeRolePolicy: { Version: "2012-10-17", Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }] } }).arn,
    runtime: "nodejs24.x",
    handler: "index.handler",
    code: new AssetArchive({ "index.js": new StringAsset("exports.handler = async () => process.env.ADDRESS + process.env.SUFFIX;") }),
    environment: { variables: { ADDRESS: ${address}, SUFFIX: new Config().get("suffix") ?? "" } },
  });`;
const WHOLE = "stage.invokeUrl";
const PORT = "stage.invokeUrl.apply((url) => new URL(url).port)";

describe("Laptops of the same program in one process", () => {
  let folder: string;
  const running: Laptop[] = [];
  beforeEach(() => {
    folder = programFolder({ "package.json": "{}", "index.js": program(WHOLE) });
  });
  afterEach(async () => {
    for (const laptop of running.splice(0)) await laptop.close();
    removeProgramFolders();
  });

  const start = async (options: LaptopOptions = {}) => {
    const laptop = await startLaptop({ program: folder, ...options });
    running.push(laptop);
    return laptop;
  };
  const evaluations = () => readFileSync(join(folder, "evaluations"), "utf8").length;
  const urlOf = ({ runtime }: Laptop) => runtime.urls[0]!;

  it("share an evaluation, each at an address of its own", async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const three = await start();
    equal(evaluations(), 1);
    equal(new Set([one, two, three].map(urlOf)).size, 3);
    for (const laptop of [one, two, three]) {
      equal(await laptop.invoke("where"), urlOf(laptop));
      equal(laptop.runtime.model.functions[0]!.environment.ADDRESS, urlOf(laptop));
    }
  });

  it("share it with their pages", async () => {
    for (const laptop of [await start(), await start()])
      match(await historyOnPage(laptop), /"service":"program","event":"declared"/);
    equal(evaluations(), 1);
  });

  it("do not share what a file, the configuration or the environment has changed", async () => {
    await start();
    const suffixed = await start({ config: { suffix: "?" } });
    equal(await suffixed.invoke("where"), `${urlOf(suffixed)}?`);
    equal(evaluations(), 2);

    writeFileSync(join(folder, "index.js"), program('"elsewhere"'));
    equal(await (await start()).invoke("where"), "elsewhere");
    equal(evaluations(), 3);

    process.env.SHARING_TEST = "1";
    await start().finally(() => delete process.env.SHARING_TEST);
    equal(evaluations(), 4);
  });

  it("do not share what has come of the gateway's address otherwise", async () => {
    writeFileSync(join(folder, "index.js"), program(PORT));
    const [one, two] = [await start(), await start()];
    for (const laptop of [one, two])
      equal(await laptop.invoke("where"), new URL(urlOf(laptop)).port);
    notEqual(urlOf(one), urlOf(two));
    equal(evaluations(), 2);
  });

  it("share it with other processes of the test run, until a file changes", async () => {
    const before = process.env[SHARED_FOLDER];
    process.env[SHARED_FOLDER] = mkdtempSync(join(tmpdir(), "shared-"));
    try {
      for (const count of [1, 1, 1, 2]) {
        if (count === 2) writeFileSync(join(folder, "index.js"), `${program(WHOLE)}// changed`);
        const findDeclared = inAnotherProcess();
        const runtime = await startRuntime({ program: folder, port: 0, findDeclared });
        const { ADDRESS } = runtime.model.functions[0]!.environment;
        await runtime.close();
        equal(ADDRESS, runtime.urls[0]);
        equal(evaluations(), count);
      }
    } finally {
      rmSync(process.env[SHARED_FOLDER], { recursive: true });
      if (before === undefined) delete process.env[SHARED_FOLDER];
      else process.env[SHARED_FOLDER] = before;
    }
  });

  it("do not share a failure", async () => {
    writeFileSync(join(folder, "index.js"), `console.log("so far"); throw new Error("no tea");`);
    for (const _ of [1, 2]) await rejects(start(), /no tea[^]*\nThe program printed:\n {2}so far$/);
    writeFileSync(join(folder, "index.js"), program(WHOLE));
    const laptop = await start();
    deepEqual(laptop.entries({ service: "program", event: "output" }), []);
  });
});

/** As another process has it: what this one knows is of no use to it. */
function inAnotherProcess(): FindDeclared {
  const path = require.resolve("../../src/test/shared-evaluations");
  const own = require.cache[path];
  delete require.cache[path];
  try {
    // oxlint-disable-next-line typescript/no-require-imports -- an import would be evaluated once
    return (require(path) as typeof sharedEvaluations).shareEvaluations;
  } finally {
    require.cache[path] = own;
  }
}

/** The first that a page receives: what has happened until then. */
async function historyOnPage({ runtime }: Laptop): Promise<string> {
  const page = new URL(runtime.pageUrl);
  const headers = { Authorization: `Bearer ${page.hash.slice(1)}` };
  const { body } = await fetch(new URL("/page.events", page), { headers });
  let text = "";
  for await (const part of body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.endsWith("\n\n")) break;
  }
  return text;
}
