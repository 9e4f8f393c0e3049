import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { endCommands, run } from "pulumi-laptop/test/support/command";
import { connectTo } from "pulumi-laptop/test/support/connection";

const REPOSITORY = join(__dirname, "..");
const PACKAGES = ["callback", "laptop"];

const PROGRAM = `import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "pulumi-callback";

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const echo = new Callback("echo", {
  callbackFactory: () => async (event: { body?: string }) => ({
    statusCode: 200,
    body: \`You said \${event.body}\`,
  }),
  allow: [],
  memorySize: 128,
  timeout: 3,
  logRetentionDays: 7,
});
const integration = new apigatewayv2.Integration("echo", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: echo.function.invokeArn,
});
const route = new apigatewayv2.Route("default", {
  apiId: api.id,
  routeKey: "$default",
  target: pulumi.interpolate\`integrations/\${integration.id}\`,
  routeResponseSelectionExpression: "$default",
});
new apigatewayv2.RouteResponse("default", {
  apiId: api.id,
  routeId: route.id,
  routeResponseKey: "$default",
});
new apigatewayv2.Stage("live", { apiId: api.id, name: "live", autoDeploy: true });
new lambda.Permission("echo", {
  action: "lambda:InvokeFunction",
  function: echo.function.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate\`\${api.executionArn}/*\`,
});
`;

/** Its two mistakes are reported only if the packages have types. */
const TYPED = `import { Callback, type CallbackArgs } from "pulumi-callback";
import { startRuntime, type Runtime } from "pulumi-laptop";

export const start = (): Promise<Runtime> => startRuntime({ program: ".", port: 0 });
export type Timeout = CallbackArgs<unknown, unknown, unknown>["timeout"];
// @ts-expect-error A port is a number.
void startRuntime({ program: ".", port: "0" });
// @ts-expect-error A function needs more than a name.
new Callback("echo", {});
`;

describe("The packages, installed in a project elsewhere", function () {
  this.timeout(240_000);
  const parent = mkdtempSync(join(tmpdir(), "elsewhere-"));
  const folder = join(parent, "program");
  const command = (name: string) => join(folder, "node_modules/.bin", name);

  before(async () => {
    mkdirSync(folder);
    await Promise.all(
      PACKAGES.map((name) =>
        npm(REPOSITORY, "pack", "-w", `packages/${name}`, "--pack-destination", folder),
      ),
    );
    // A second copy of what @pulumi/pulumi has too, as an install may leave behind.
    cpSync(
      join(REPOSITORY, "node_modules/google-protobuf"),
      join(parent, "node_modules/google-protobuf"),
      {
        recursive: true,
      },
    );
    const json = (name: string, value: object) =>
      writeFileSync(join(folder, name), JSON.stringify(value));
    json("package.json", {
      name: "elsewhere",
      version: "1.0.0",
      private: true,
      dependencies: dependencies(),
    });
    json("tsconfig.json", {
      compilerOptions: {
        target: "ES2021",
        module: "nodenext",
        strict: true,
        noEmit: true,
        types: ["node"],
      },
      files: ["typed.ts"],
    });
    writeFileSync(join(folder, "Pulumi.yaml"), "name: elsewhere\nruntime: nodejs\n");
    writeFileSync(join(folder, "index.ts"), PROGRAM);
    writeFileSync(join(folder, "typed.ts"), TYPED);
    await npm(folder, "install", "--offline", "--ignore-scripts", "--no-audit");
  });
  afterEach(endCommands);
  after(() => rmSync(parent, { recursive: true, force: true }));

  it("serve its program until Ctrl-C, with its own versions of @pulumi/*", async () => {
    const service = run(command("pulumi-laptop"), ["--port", "0"], {}, folder);
    const [url] = await service.prints(/ws:\/\/127\.0\.0\.1:\d+\/live\b/);
    const alice = await connectTo(url);
    alice.send("hello");
    assert.equal(await alice.next(), "You said hello");
    service.interrupt();
    assert.equal(await service.exited, 0);
    assert.equal(service.stderr, "");
  });

  it("have a command that explains itself", async () => {
    const help = run("npx", ["pulumi-laptop", "--help"], {}, folder);
    assert.equal(await help.exited, 0);
    assert.match(help.stdout, /^Usage: /);
  });

  it("have types, and names for ES modules", async () => {
    const compiler = run(command("tsc"), [], {}, folder);
    assert.deepEqual([await compiler.exited, compiler.stdout], [0, ""]);
    const script =
      'import { startRuntime } from "pulumi-laptop"; import { Callback } from "pulumi-callback"; console.log(typeof startRuntime, typeof Callback);';
    const module = run(process.execPath, ["--input-type=module", "--eval", script], {}, folder);
    await module.exited;
    assert.equal(module.stdout, "function function\n");
  });

  it("consist of JavaScript, types, a license and a page to read", () => {
    for (const name of PACKAGES) {
      const installed = join(folder, "node_modules", `pulumi-${name}`);
      const top = [
        "LICENSE",
        "README.md",
        ...(name === "laptop" ? ["bin"] : []),
        "dist",
        "index.d.ts",
        "index.js",
        "package.json",
      ];
      assert.deepEqual(readdirSync(installed).sort(), top);
      const sources = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) =>
        /(?<!\.d)\.ts$|\.test\./.test(file),
      );
      assert.deepEqual(sources, []);
    }
  });

  it("leave nothing in the repository", () => {
    for (const name of PACKAGES)
      assert.deepEqual(
        readdirSync(join(REPOSITORY, "packages", name)).filter((file) =>
          /dist|LICENSE|tgz/.test(file),
        ),
        [],
      );
  });

  /** The tarballs, and by links what they ask for and what the program and its compiler need. */
  function dependencies(): Record<string, string> {
    const links = ["@pulumi/aws", "@pulumi/pulumi", "@types/node", "typescript"];
    for (const name of PACKAGES) {
      const manifest = readFileSync(join(REPOSITORY, "packages", name, "package.json"), "utf8");
      links.push(...Object.keys((JSON.parse(manifest) as { dependencies: object }).dependencies));
    }
    return {
      ...Object.fromEntries(
        links.map((name) => [name, `file:${join(REPOSITORY, "node_modules", name)}`]),
      ),
      ...Object.fromEntries(
        PACKAGES.map((name) => [`pulumi-${name}`, `file:pulumi-${name}-0.1.0.tgz`]),
      ),
      "google-protobuf": "file:../node_modules/google-protobuf",
    };
  }
});

async function npm(directory: string, ...args: string[]): Promise<void> {
  await promisify(execFile)("npm", args, { cwd: directory, shell: process.platform === "win32" });
}
