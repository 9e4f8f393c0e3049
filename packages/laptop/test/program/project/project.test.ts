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
      "Pulumi.yaml": `name: shop
runtime:
  name: nodejs
  options:
    nodeargs: --no-warnings  --max-old-space-size=300
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
      main: "src/index.ts",
      nodeArguments: ["--no-warnings", "--max-old-space-size=300"],
      configuration: {
        values: { "shop:colour": "red", "shop:size": "2", "shop:weight": "3" },
        secretKeys: [],
      },
      experiments: undefined,
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

  it("leaves the entry point to package.json unless Pulumi.yaml names it", () => {
    equal(readProject(programFolder({}), "dev", {}).main, ".");
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
