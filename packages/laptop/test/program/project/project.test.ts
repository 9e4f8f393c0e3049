import { deepEqual, equal, match, throws } from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../src/shared/errors";
import { readProject } from "../../../src/program/project/project";
import { programFolder, removeProgramFolders } from "../../support/program/program-folder";

describe("readProject", () => {
  after(removeProgramFolders);

  it("reads the project, its stack and its configuration", () => {
    const folder = programFolder({
      "src/index.ts": "",
      "Pulumi.yaml": `name: shop
runtime:
  name: nodejs
  options:
    nodeargs: --no-warnings  --max-old-space-size=300
    typescript: false
    tsconfig: tsconfig.pulumi.json
    packagemanager: pnpm
main: src/index.ts
config:
  colour:
    default: red
  size: 1
`,
      "Pulumi.dev.yaml": "config:\n  shop:size: 2\n",
    });
    deepEqual(readProject(folder, "dev", { weight: "3" }), {
      name: "shop",
      stack: "dev",
      directory: folder,
      workingDirectory: join(folder, "src"),
      main: "index.ts",
      nodeArguments: ["--no-warnings", "--max-old-space-size=300"],
      typescript: false,
      tsconfig: "tsconfig.pulumi.json",
      packageManager: "pnpm",
      configuration: {
        values: { "shop:colour": "red", "shop:size": "2", "shop:weight": "3" },
        secretKeys: [],
        unreadable: {},
      },
      experiments: undefined,
      lookups: {},
      without: [],
      tokens: { issuer: "", audience: "" },
      files: [join(folder, "Pulumi.yaml"), join(folder, "Pulumi.dev.yaml")],
    });
  });

  it("reads the messages for the experiments", () => {
    const withExperiments = (value: string) =>
      programFolder({
        "Pulumi.yaml": `name: shop\nruntime: nodejs\nconfig:\n  laptop:experiments:\n    value: ${value}\n`,
      });
    const { experiments } = readProject(withExperiments('{ slow: "2", quick: hi }'), "dev", {});
    deepEqual(experiments, { slow: "2", quick: "hi" });
    throws(() => readProject(withExperiments("{ slow: 2 }"), "dev", {}), {
      message:
        'Configuration "laptop:experiments" is not an object of the messages "slow" and "quick".',
    });
  });

  it("reads what to leave out: one name, or a list of them", () => {
    const leftOut = (value: string) =>
      readProject(
        programFolder({ "Pulumi.dev.yaml": `config:\n  laptop:without: ${value}\n` }),
        "dev",
        {},
      ).without;
    deepEqual(leftOut("jobs"), ["jobs"]);
    deepEqual(leftOut("[jobs, aws:sqs]"), ["jobs", "aws:sqs"]);
    throws(() => leftOut("{ jobs: true }"), {
      message: 'Configuration "laptop:without" is not a list of types and names of resources.',
    });
  });

  it("leaves the entry point to package.json unless Pulumi.yaml names it", () => {
    equal(readProject(programFolder({}), "dev", {}).main, ".");
  });

  // https://www.pulumi.com/docs/iac/concepts/projects/project-file/
  it("runs a program in the folder that main names", () => {
    const withMain = (main: string) =>
      programFolder({
        "Pulumi.yaml": `name: shop\nruntime: nodejs\nmain: ${main}\n`,
        "infra/index.ts": "",
      });
    const folder = withMain("infra/");
    const { workingDirectory, main, directory } = readProject(folder, "dev", {});
    deepEqual([workingDirectory, main, directory], [join(folder, "infra/"), ".", folder]);
    const missing = withMain("bin");
    refuses(
      missing,
      `"${missing}/Pulumi.yaml" has main "bin", and there is no such file. Build the program first if a compiler makes it.`,
    );
  });

  it("finds the stacks' files where stackConfigDir says, or config as a folder did", () => {
    for (const key of ["stackConfigDir", "config"]) {
      const folder = programFolder({
        "Pulumi.yaml": `name: shop\nruntime: nodejs\n${key}: stacks\n`,
        "stacks/Pulumi.dev.yaml": "config:\n  size: 2\n",
      });
      const { configuration, files } = readProject(folder, "dev", {});
      deepEqual(configuration.values, { "shop:size": "2" });
      equal(files[1], join(folder, "stacks/Pulumi.dev.yaml"));
    }
  });

  it("reads files that end in yml and json", () => {
    const folder = programFolder({
      "Pulumi.yml": "name: shop\nruntime: nodejs\n",
      "Pulumi.dev.json": '{"config": {"shop:size": 2}}',
    });
    rmSync(join(folder, "Pulumi.yaml"));
    deepEqual(readProject(folder, "dev", {}).configuration.values, { "shop:size": "2" });
  });

  it("reads the answers that its configuration names, from its own folder", () => {
    const folder = programFolder({
      "Pulumi.dev.yaml": `config:
  laptop:lookup: answers.json
  laptop:stackReferences: { acme/network/dev: { vpcId: vpc-1 } }
`,
      "answers.json": '{"aws:ec2/getVpc:getVpc": {"result": {"id": "vpc-1"}}}',
    });
    const { lookups, files } = readProject(folder, "dev", {});
    deepEqual(lookups, {
      "pulumi:pulumi:StackReference": [
        { arguments: { name: "acme/network/dev" }, result: { vpcId: "vpc-1" } },
      ],
      "aws:ec2/getVpc:getVpc": [{ result: { id: "vpc-1" } }],
    });
    equal(files[2], join(folder, "answers.json"));
  });

  it("takes any stack of a project that has no stack files", () => {
    equal(readProject(programFolder({}), "my_stack-2.b", {}).stack, "my_stack-2.b");
  });

  it("reads an empty stack file", () => {
    const folder = programFolder({ "Pulumi.dev.yaml": "" });
    deepEqual(readProject(folder, "dev", {}).configuration.values, {});
  });

  it("refuses a folder without Pulumi.yaml", () => {
    const folder = programFolder({});
    rmSync(join(folder, "Pulumi.yaml"));
    refuses(folder, `No Pulumi.yaml in "${folder}". Name a Pulumi program with --program DIR.`);
  });

  it("refuses a project without a name", () => {
    const folder = programFolder({ "Pulumi.yaml": "runtime: nodejs\n" });
    refuses(folder, `"${folder}/Pulumi.yaml" has no name. Add the line "name: my-project".`);
  });

  it("refuses another runtime", () => {
    const folder = programFolder({ "Pulumi.yaml": "name: shop\nruntime:\n  name: python\n" });
    refuses(folder, `"${folder}/Pulumi.yaml" has the runtime "python". Only "nodejs" runs here.`);
  });

  it("refuses an unknown stack, and names the known ones", () => {
    const folder = programFolder({ "Pulumi.dev.yaml": "", "Pulumi.prod.yaml": "" });
    const message = `Unknown stack "production". Choose with --stack: "dev", "prod".`;
    throws(() => readProject(folder, "production", {}), new UserError("PROJECT", message));
  });

  it("refuses a stack that no stack can be named", () => {
    const message = `Unknown stack "../dev". Choose with --stack: any name of letters, digits, - and _.`;
    throws(() => readProject(programFolder({}), "../dev", {}), new UserError("PROJECT", message));
  });

  for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml"]) {
    it(`refuses a ${name} that is not YAML, and says where`, () => {
      const folder = programFolder({ [name]: "name: [shop\nruntime: nodejs\n" });
      throws(
        () => readProject(folder, "dev", {}),
        ({ name: type, message }: Error) => {
          equal(type, "UserError");
          equal(message.startsWith(`"${folder}/${name}" is not YAML: `), true);
          match(message, /at line 2, column 1/);
          return true;
        },
      );
    });
  }
});

function refuses(folder: string, message: string): void {
  throws(() => readProject(folder, "dev", {}), new UserError("PROJECT", message));
}
