import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programFolder, removeProgramFolders } from "./support/program/program-folder";
import { startStage, type TestStage } from "./support/stage";

const TYPESCRIPT_PACK = join(__dirname, "program/policy-packs/packs/typescript");
const PROGRAM = { "package.json": "{}", "index.js": "" };

describe("a program", function () {
  let stage: TestStage | undefined;
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
    removeProgramFolders();
  });

  it("without a policy pack is not judged and starts", async () => {
    stage = await startStage({ program: programFolder(PROGRAM) });
    deepEqual(stage.all("program.findings"), []);
    equal(stage.all("program.declared")[0]?.hasExperiments, false);
  });

  it("is refused by a pack that is not ours, given as an option", async () => {
    const program = programFolder({
      ...PROGRAM,
      "index.js": `const { Queue } = require("@pulumi/aws/sqs");
        new Queue("slow", { visibilityTimeoutSeconds: 90 });`,
    });
    await rejects(startStage({ program, policyPacks: [TYPESCRIPT_PACK] }), {
      name: "UserError",
      code: "POLICY",
      message: [
        'The policy pack refuses stack "dev":',
        "  queue-visibility: It hides them for 90 s.",
        "Change the program, or the enforcement level of the policy.",
      ].join("\n"),
    });
  });

  it("is loaded again when a file of a function's code changes, or comes", async () => {
    const program = programFolder({
      ...PROGRAM,
      "index.js": `const { Function } = require("@pulumi/aws/lambda");
        const { AssetArchive, FileArchive, FileAsset } = require("@pulumi/pulumi").asset;
        const { Role } = require("@pulumi/aws/iam");
        const role = new Role("role", { assumeRolePolicy: { Version: "2012-10-17", Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }] } }).arn;
        const common = { role, runtime: "nodejs24.x", handler: "index.handler" };
        new Function("folder", { ...common, code: new FileArchive("./lambda") });
        new Function("file", { ...common, code: new AssetArchive({ "index.js": new FileAsset("./file.js") }) });`,
      "file.js": "",
      "lambda/index.js": "",
    });
    stage = await startStage({ program, watch: true });
    for (const file of ["file.js", "lambda/index.js", "lambda/new.js"]) {
      const reloaded = stage.until("program.reload");
      writeFileSync(join(program, file), "// changed");
      await reloaded;
    }
  });

  it("has layers of its own, and others that are given", async () => {
    const foreign = "arn:aws:lambda:us-east-1:094274105915:layer:Powertools:30";
    const program = programFolder({
      ...PROGRAM,
      "index.js": `const { Function, LayerVersion } = require("@pulumi/aws/lambda");
        const { Role } = require("@pulumi/aws/iam");
        const { AssetArchive, StringAsset } = require("@pulumi/pulumi").asset;
        const code = new AssetArchive({ "nodejs/a.js": new StringAsset("own") });
        const layer = new LayerVersion("own", { layerName: "own", code });
        const role = new Role("role", { assumeRolePolicy: { Version: "2012-10-17", Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }] } }).arn;
        const layers = ["${foreign}", layer.arn];
        new Function("fn", { role, runtime: "nodejs24.x", handler: "index.handler", code, layers });`,
      "powertools/nodejs/b.js": "",
    });
    await rejects(startStage({ program }), {
      name: "UserError",
      code: "NOT_EMULATED",
      message: `aws:lambda/function:Function "fn" has the layer "${foreign}", which this program does not declare. Download it, and give its zip or folder: --layer ${foreign}=FOLDER To run the program without it, add --without fn.`,
    });
    const layers = { [foreign]: join(program, "powertools") };
    stage = await startStage({ program, layers });
    deepEqual(stage.runtime.model.functions[0]?.layers, [
      { archive: join(program, "powertools") },
      { files: { "nodejs/a.js": { text: "own" } } },
    ]);
  });

  it("that fails without the outputs of what is not emulated is told their names", async () => {
    const program = programFolder({
      ...PROGRAM,
      "index.js": `const { Cluster } = require("@pulumi/aws/eks");
        new Cluster("cluster", { roleArn: "r", vpcConfig: { subnetIds: [] } })
          .certificateAuthority.apply(({ data }) => data);`,
    });
    await rejects(startStage({ program }), (error: Error) => {
      match(error.message, /Cannot destructure property 'data'/);
      match(
        error.message,
        /^These are not emulated on a laptop, so most of their outputs are missing: aws:eks\/cluster:Cluster "cluster"\.$/m,
      );
      return true;
    });
  });

  it("with a component that a provider makes is refused by name, and runs without it", async () => {
    const program = programFolder({
      ...PROGRAM,
      "index.js": `const { ComponentResource } = require("@pulumi/pulumi");
        new ComponentResource("eks:index:Cluster", "cluster", { version: "1" }, {}, true);`,
    });
    await rejects(startStage({ program }), {
      code: "NOT_EMULATED",
      message: `eks:index:Cluster "cluster": not emulated on a laptop. To run the program without it, add --without eks:index:Cluster, or by name --without cluster. In Pulumi.dev.yaml, "laptop:without" lists the same.`,
    });
    stage = await startStage({ program, without: ["eks"] });
    equal(stage.runtime.model.leftOut[0]?.description, 'eks:index:Cluster "cluster"');
  });

  it("is judged again when a file of its policy pack changes", async () => {
    const program = programFolder(PROGRAM);
    const pack = join(program, "policy");
    mkdirSync(pack);
    writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(join(pack, "package.json"), '{ "version": "1.0.0" }');
    const write = (level: string) => writeFileSync(join(pack, "index.js"), packThatReports(level));
    write("advisory");
    stage = await startStage({ program, watch: true });
    equal(stage.all("program.policy")[0]?.advisory, 1);

    const failed = stage.until("program.failed");
    write("mandatory");
    equal(
      (await failed).message,
      [
        'The policy pack refuses stack "dev":',
        "  any: Stack.",
        "Change the program, or the enforcement level of the policy.",
      ].join("\n"),
    );
    const reloaded = stage.until("program.reload");
    write("disabled");
    await reloaded;
  });
});

function packThatReports(level: string): string {
  return `const { PolicyPack } = require("@pulumi/policy");
    new PolicyPack("own", {
      policies: [{
        name: "any",
        description: "Reports the stack.",
        enforcementLevel: "${level}",
        validateStack: (_, report) => report("Stack."),
      }],
    });`;
}
