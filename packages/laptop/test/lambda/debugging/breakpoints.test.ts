import assert from "node:assert/strict";
import { SourceMap, type SourceMapPayload } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Inspect } from "../../../src/lambda/runtimes/node-runtime";
import { TestDebugger } from "../../support/debugger";
import { FakeClock } from "../../support/fake-clock";
import { programFolder, removeProgramFolders } from "../../support/program/program-folder";
import { startStage, type TestStage } from "../../support/stage";

/** A closure on `$default`, whose code is in a file of its own, and a folder with a function on `folder`. */
const PROGRAM = `
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "pulumi-callback";
import { echo } from "./handlers/echo";

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action",
});
const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });
const closure = new Callback("closure", {
  memorySize: 128, timeout: 3, logRetentionDays: 1, allow: [],
  callbackFactory: () => async (event: { body?: string }) => echo(event.body ?? ""),
});
const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const folder = new lambda.Function("folder", {
  role: role.arn, runtime: "nodejs22.x", handler: "index.handler",
  code: new pulumi.asset.FileArchive("./lambda"),
});
for (const [routeKey, fn] of Object.entries({ $default: closure.function, folder })) {
  new lambda.Permission(routeKey, {
    action: "lambda:InvokeFunction", function: fn.name, principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate\`\${api.executionArn}/*\`,
  });
  const integration = new apigatewayv2.Integration(routeKey, {
    apiId: api.id, integrationType: "AWS_PROXY", integrationUri: fn.invokeArn,
  });
  const route = new apigatewayv2.Route(routeKey, {
    apiId: api.id, routeKey, target: pulumi.interpolate\`integrations/\${integration.id}\`,
    routeResponseSelectionExpression: "$default",
  });
  new apigatewayv2.RouteResponse(routeKey, {
    apiId: api.id, routeId: route.id, routeResponseKey: "$default",
  });
}
`;
const ECHO = `/** Answers with the text. */
export function echo(text: string) {
  const body = "echo " + text;
  return { statusCode: 200, body };
}
`;
const FOLDER = `exports.started = true;
exports.handler = async ({ body }) => {
  const answer = "folder " + body;
  return { statusCode: 200, body: answer };
};
`;
const STOPPED = "Stopped by a debugger. Meanwhile timeouts wait, and credentials do not expire.";
/** Longer than the function and than API Gateway's integration may take. */
const PAUSE_MS = 40_000;

describe("A breakpoint", () => {
  let folder: string;
  let stage: TestStage;
  let clock: FakeClock;
  let tool: TestDebugger;

  const start = async (inspect: Inspect) => {
    folder = programFolder({
      "tsconfig.json": JSON.stringify({
        compilerOptions: { target: "ES2021", module: "nodenext", noCheck: true, rootDir: "/" },
      }),
      "index.ts": PROGRAM,
      "handlers/echo.ts": ECHO,
      "lambda/index.js": FOLDER,
    });
    clock = new FakeClock();
    stage = await startStage({ program: folder, inspect, clock });
  };
  afterEach(async () => {
    tool?.close();
    await stage.close();
  });
  after(removeProgramFolders);

  /** Attaches to the next environment of a function. */
  const attach = async (name: string) => {
    for (;;) {
      const { message, environment } = await stage.until("lambda.log");
      if (!String(environment).startsWith(name)) continue;
      if (/^Debugger listening/.test(String(message))) return TestDebugger.attach(String(message));
    }
  };
  /** Counted from 0. */
  const lineOf = (file: string, text: string) =>
    readFileSync(join(folder, file), "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text));

  it("in a handler's TypeScript is found by the source map, and the frame arrives after it", async () => {
    await start("run");
    const attached = attach("closure");
    const alice = await stage.connect();
    alice.send("one");
    assert.equal(await alice.next(), "echo one");
    tool = await attached;
    await tool.send("Debugger.enable");
    const file = join(folder, "handlers/echo.ts");
    const place = await placeIn(tool, file, lineOf("handlers/echo.ts", "return"));
    await tool.send("Debugger.setBreakpointByUrl", place);
    const told = stage.until("lambda.log", { message: STOPPED });
    alice.send("two");
    const { params } = await tool.event("Debugger.paused");
    assert.equal((params!.hitBreakpoints as string[]).length, 1);
    await told;
    clock.advance(PAUSE_MS);
    await tool.send("Debugger.resume");
    assert.equal(await alice.next(), "echo two");
    const noise = /^(Debugger attached|For help|Waiting for the debugger)/;
    assert.ok(!stage.all("lambda.log").some(({ message }) => noise.test(String(message))));
    alice.cut();
  });

  it("in a file of a folder is found where the program has it, from the first line on", async () => {
    await start("wait");
    const attached = attach("folder");
    const alice = await stage.connect();
    alice.send('{"action":"folder"}');
    tool = await attached;
    const { href: url } = pathToFileURL(join(folder, "lambda/index.js"));
    await tool.send("Debugger.enable");
    for (const text of ["started", "answer"]) {
      const lineNumber = lineOf("lambda/index.js", text);
      await tool.send("Debugger.setBreakpointByUrl", { url, lineNumber });
    }
    await tool.send("Runtime.runIfWaitingForDebugger");
    // It stops before the first line of the runtime too.
    await tool.event("Debugger.paused");
    await tool.send("Debugger.resume");
    const { params } = await tool.event("Debugger.paused");
    const [frame] = params!.callFrames as { location: { lineNumber: number } }[];
    assert.equal(frame!.location.lineNumber, 0);
    clock.advance(PAUSE_MS);
    await tool.send("Debugger.resume");
    await tool.event("Debugger.paused");
    await tool.send("Debugger.resume");
    assert.equal(await alice.next(), 'folder {"action":"folder"}');
    alice.cut();
  });
});

/** Where a line of a source is in the code that the process has loaded, by its source map. */
async function placeIn(tool: TestDebugger, file: string, line: number) {
  for (;;) {
    const { params } = await tool.event("Debugger.scriptParsed");
    const { scriptId, url, sourceMapURL } = params as Record<string, string>;
    if (!sourceMapURL!.startsWith("data:")) continue;
    const payload = await (await fetch(sourceMapURL!)).json();
    const map = new SourceMap(payload as SourceMapPayload);
    const { result } = await tool.send("Debugger.getScriptSource", { scriptId });
    const lines = (result as { scriptSource: string }).scriptSource.split("\n");
    for (const [lineNumber, text] of lines.entries())
      for (let columnNumber = 0; columnNumber < text.length; columnNumber++) {
        const entry = map.findEntry(lineNumber, columnNumber);
        if (!("originalSource" in entry) || entry.originalLine !== line) continue;
        if (entry.originalSource === pathToFileURL(file).href)
          return { url, lineNumber, columnNumber };
      }
  }
}
