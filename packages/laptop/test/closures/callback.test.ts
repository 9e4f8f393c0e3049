import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { examineProgram } from "../../src/closures/examine-program";
import type { TestConnection } from "../support/connection";
import { programFolder, removeProgramFolders } from "../support/program/program-folder";
import { startStage, type TestStage } from "../support/stage";

/** Not this machine's. */
const [OTHER, OTHER_CPU] = process.arch === "arm64" ? ["x86_64", "x64"] : ["arm64", "arm64"];
const HERE = `${process.platform}-${process.arch}`;

const manifest = (fields: object) => JSON.stringify({ version: "1.0.0", ...fields });

/** As many packages have it: Pulumi writes the path of the file, by which nobody may require it. */
const NESTED = { ".": { require: { default: "./index.js" } } };

/** Packages, of which the program has its own `words` and `tiny` another version. */
const PACKAGES = {
  "words/package.json": manifest({ name: "words", version: "1.0.0", exports: NESTED }),
  "words/index.js": `exports.greeting = "the program's";`,
  "tiny/package.json": manifest({
    name: "tiny",
    exports: NESTED,
    dependencies: { words: "2.0.0" },
  }),
  "tiny/index.js": `
    const { readFileSync } = require("node:fs");
    exports.text = () =>
      readFileSync(__dirname + "/data.txt", "utf8") + require("words").greeting;`,
  "tiny/data.txt": "own file, ",
  "tiny/node_modules/words/package.json": manifest({ name: "words", version: "2.0.0" }),
  "tiny/node_modules/words/index.js": `exports.greeting = "tiny's";`,
  "swift/package.json": manifest({
    name: "swift",
    optionalDependencies: { "@swift/linux-arm64": "1", "@swift/linux-x64": "1" },
  }),
  "swift/index.js":
    "module.exports = require(`@swift/${process.platform}-${process.arch}/swift.node`);",
  [`@swift/${HERE}/package.json`]: manifest({ os: process.platform, cpu: process.arch }),
  [`@swift/${HERE}/swift.node/index.js`]: `module.exports = () => "swift";`,
  "driven/package.json": manifest({ name: "driven" }),
  "driven/index.js": `
    exports.client = (name) => (name === "a" ? require("driver-a") : require("driver-b/lib/b"));
    exports.name = "driven";`,
  "addon/package.json": manifest({ name: "addon" }),
  "addon/index.js": `module.exports = [require("./build/addon.node"), require("@addon/linux-x64")];`,
  "@addon/linux-x64/package.json": manifest({ os: "linux", cpu: "x64" }),
  "@addon/linux-x64/index.js": `module.exports = require("./addon.node");`,
  "@addon/linux-x64/addon.node": "\u007fELF",
  "addon/build/addon.node": "\u007fELF",
  "reader/package.json": manifest({ name: "reader" }),
  "reader/index.js": `
    const { join } = require("node:path");
    const file = join(__dirname, "data.txt");
    exports.read = () => require("node:fs").readFileSync(file, "utf8");`,
};

/** Functions behind routes of their names, which answer with what they return. */
const routed = (functions: string) => `
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "pulumi-callback";
import { greeting } from "words";
import { text } from "tiny";
import swift from "swift";
const sizes = { memorySize: 128, timeout: 10, logRetentionDays: 1, allow: [] };
const layer = new lambda.LayerVersion("layer", {
  layerName: "stacked", code: new pulumi.asset.FileArchive("layer"),
});
const functions = {${functions}};
const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action",
});
new apigatewayv2.Stage("dev", { apiId: api.id, name: "dev", autoDeploy: true });
for (const [name, fn] of Object.entries(functions)) {
  const integration = new apigatewayv2.Integration(name, {
    apiId: api.id, integrationType: "AWS_PROXY", integrationUri: fn.invokeArn,
  });
  const route = new apigatewayv2.Route(name, {
    apiId: api.id, routeKey: name, target: pulumi.interpolate\`integrations/\${integration.id}\`,
    routeResponseSelectionExpression: "$default",
  });
  new apigatewayv2.RouteResponse(name, {
    apiId: api.id, routeId: route.id, routeResponseKey: "$default",
  });
  new lambda.Permission(name, {
    action: "lambda:InvokeFunction", function: fn.name,
    principal: "apigateway.amazonaws.com", sourceArn: pulumi.interpolate\`\${api.executionArn}/*\`,
  });
}
`;

/** A function that a program makes of a closure. */
const closure = (type: string, name: string) => `new ${type}("${name}", {
    callback: async ({ requestContext }, { getRemainingTimeInMillis }) => ({
      statusCode: 200,
      body: [process.env.WORD, requestContext.routeKey, typeof getRemainingTimeInMillis()].join(" "),
    }),
    description: "Says hello",
    environment: { variables: { WORD: "hello" } },
    memorySize: 256,
    timeout: 7,
    tags: { team: "chat" },
  }),`;

const FUNCTIONS = `
  before: ${closure("lambda.CallbackFunction", "before")}
  after: ${closure("Callback", "after")}
  plain: new Callback("plain", {
    ...sizes, external: ["tiny"],
    callbackFactory: () => async () => ({ statusCode: 200, body: text() + " and " + greeting }),
  }),
  native: new Callback("native", {
    ...sizes, external: ["swift"], architectures: ["${OTHER}"],
    callbackFactory: () => async () => ({ statusCode: 200, body: swift() }),
  }),
  layered: new Callback("layered", {
    ...sizes, layers: [layer.arn], layerPackages: ["stacked"],
    callbackFactory: () => {
      const { word } = require("stacked");
      return async () => ({ statusCode: 200, body: word });
    },
  }),`;

const WRONG = `
import { Callback } from "pulumi-callback";
import { name } from "driven";
import { read } from "reader";
const sizes = { memorySize: 128, timeout: 10, logRetentionDays: 1, allow: [] };
new Callback("addon", {
  ...sizes, callbackFactory: () => async () => require("addon"),
});
new Callback("driven", { ...sizes, callbackFactory: () => async () => name });
new Callback("left-out", {
  ...sizes, external: ["driver-a", "driver-b"], callbackFactory: () => async () => name,
});
new Callback("misspelled", { ...sizes, external: ["taiga"], callbackFactory: () => async () => 1 });
new Callback("native", {
  ...sizes, external: ["swift"], architectures: ["${OTHER}"],
  callbackFactory: () => async () => require("swift")(),
});
new Callback("bundled-native", {
  ...sizes, callbackFactory: () => async () => require("swift")(),
});
new Callback("reader", { ...sizes, callbackFactory: () => async () => read() });
`;

/** A program below a folder that has the packages of this repository. */
function programWith(text: string): string {
  const files = {
    "Pulumi.yaml": "name: sample\nruntime: nodejs\n",
    "package.json": JSON.stringify({
      main: "index.ts",
      dependencies: { addon: "1", driven: "1", reader: "1", swift: "1", tiny: "1", words: "1" },
    }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "ES2021",
        module: "nodenext",
        noCheck: true,
        rootDir: "/",
        esModuleInterop: true,
      },
    }),
    "index.ts": text,
    "layer/nodejs/node_modules/stacked/package.json": manifest({ name: "stacked" }),
    "layer/nodejs/node_modules/stacked/index.js": `exports.word = "from the layer";`,
    ...Object.fromEntries(
      Object.entries(PACKAGES).map(([path, content]) => [`node_modules/${path}`, content]),
    ),
  };
  const below = Object.entries(files).map(([path, content]) => [`program/${path}`, content]);
  return join(programFolder(Object.fromEntries(below) as Record<string, string>), "program");
}

describe("A Callback on the laptop", function () {
  let stage: TestStage;
  let alice: TestConnection;
  before(async () => {
    stage = await startStage({ program: programWith(routed(FUNCTIONS)) });
    alice = await stage.connect();
  });
  after(async () => {
    await stage.close();
    removeProgramFolders();
  });

  const answerOf = (action: string) => {
    alice.send(JSON.stringify({ action }));
    return alice.next();
  };
  const filesOf = (name: string) => {
    const { code } = stage.runtime.model.functions.find((fn) => fn.logicalName === name)!;
    return Object.keys((code as { files: object }).files);
  };

  it("ships packages as they are, which find the versions that they find here", async () => {
    equal(await answerOf("plain"), "own file, tiny's and the program's");
    deepEqual(filesOf("plain"), [
      "index.js",
      "node_modules/tiny/data.txt",
      "node_modules/tiny/index.js",
      "node_modules/tiny/package.json",
      "node_modules/words/index.js",
      "node_modules/words/package.json",
    ]);
  });

  it("runs with native builds for this machine, and warns that AWS needs another", async () => {
    equal(await answerOf("native"), "swift");
    const [warning] = stage.all("program.output").map(({ message }) => String(message));
    match(
      warning!,
      new RegExp(
        `Package "swift" is installed for ${HERE}, and the function runs on linux-${OTHER_CPU}`,
      ),
    );
  });

  it("behaves as the CallbackFunction that it was until one word changed", async () => {
    equal(await answerOf("before"), "hello before number");
    equal(await answerOf("after"), "hello after number");
    const settings = stage.runtime.model.functions
      .filter(({ logicalName }) => ["before", "after"].includes(logicalName))
      .map(({ timeoutMs, memorySizeMb, environment }) => [timeoutMs, memorySizeMb, environment]);
    deepEqual(settings[0], settings[1]);
  });

  it("finds packages in a layer", async () => {
    equal(await answerOf("layered"), "from the layer");
    deepEqual(filesOf("layered"), ["index.js"]);
  });
});

describe("A package that cannot be bundled", () => {
  const findings = new Map<string, string[]>();
  before(async () => {
    const program = programWith(WRONG);
    for (const report of await examineProgram({ program, stack: "dev", config: {} }))
      findings.set(
        report.name,
        report.findings.map(({ severity, message }) => `${severity}: ${message}`),
      );
  });
  after(removeProgramFolders);

  const advice = (name: string) => `Ship it as it is: external: ["${name}"].`;
  const expected: Record<string, string[]> = {
    addon: [
      `error: Package "addon" has a native part (node_modules/addon/index.js:1), which cannot be bundled. ${advice("addon")}`,
    ],
    "bundled-native": [
      `error: Package "swift" has a native part (node_modules/swift/index.js:1), which cannot be bundled. ${advice("swift")}`,
    ],
    driven: [
      `error: Package "driven" requires "driver-a", "driver-b" (node_modules/driven/index.js:2), not installed here. Install what the function uses, and leave out the rest: external: ["driver-a", "driver-b"].`,
    ],
    "left-out": [],
    misspelled: [
      `error: external names package "taiga", which is not installed. Run npm install taiga.`,
    ],
    reader: [
      `warning: Package "reader" opens files of its own (node_modules/reader/index.js:4), which are not in the bundle. ${advice("reader")}`,
    ],
  };
  for (const [name, lines] of Object.entries(expected))
    it(`is a finding with its name, the file and the way out: ${name}`, () => {
      deepEqual(findings.get(name), lines);
    });

  it("is an error if it is installed for another platform than the function's", () => {
    match(
      findings.get("native")!.join("\n"),
      /^error: Package "swift" is installed for .*, and the function runs on linux-.*\. Run npm install --cpu=\w+ --os=linux --libc=glibc swift/,
    );
  });
});
