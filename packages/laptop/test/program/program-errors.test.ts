import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProgramError } from "../../src/program/evaluate";
import { evaluateFolder } from "../support/program/evaluate-folder";
import { programFolder, removeProgramFolders } from "../support/program/program-folder";

const IMPORT = `import * as pulumi from "@pulumi/pulumi";`;

describe("A program that fails", () => {
  after(removeProgramFolders);

  it("shows where a syntax error is, without a stack, and which files may mend it", async () => {
    const { folder, error } = await failureOf(`${IMPORT}\nexport const sum = (1 + ;\n`);
    deepEqual(lines(error), [
      "Diagnostics:",
      "  pulumi:pulumi:Stack (sample-dev):",
      `    error: Running program '${folder}/index.ts' failed with an unhandled exception:`,
      "    TSError: ⨯ Unable to compile TypeScript:",
      "    index.ts(2,25): error TS1109: Expression expected.",
    ]);
    equal(error.code, "PROGRAM");
    equal(error.exitCode, 1);
    deepEqual(error.files.sort(), [
      join(folder, "Pulumi.dev.yaml"),
      join(folder, "Pulumi.yaml"),
      join(folder, "index.ts"),
    ]);
  });

  it("shows what was thrown, and the line that threw it", async () => {
    const program = `${IMPORT}\nfunction choose() {\n  throw new Error("no luck");\n}\nchoose();\n`;
    const { folder, error } = await failureOf(program);
    deepEqual(lines(error).slice(0, 6), [
      "Diagnostics:",
      "  pulumi:pulumi:Stack (sample-dev):",
      `    error: Running program '${folder}/index.ts' failed with an unhandled exception:`,
      "    Error: no luck",
      `        at choose (${folder}/index.ts:3:9)`,
      `        at Object.<anonymous> (${folder}/index.ts:5:1)`,
    ]);
    deepEqual(
      lines(error).filter((line) => line.includes(join(__dirname, "../../src"))),
      [],
    );
  });

  // Node 20 once ran out of memory over this error: packages/laptop/src/program/process/preload/plain-errors.cjs.
  it("shows which configuration is required", async () => {
    const { error } = await failureOf(`${IMPORT}\nnew pulumi.Config().require("colour");\n`);
    deepEqual(lines(error), [
      "Diagnostics:",
      "  pulumi:pulumi:Stack (sample-dev):",
      "    error: Missing required configuration variable 'sample:colour'",
      "    \tplease set a value using the command `pulumi config set sample:colour <value>`",
    ]);
  });

  describe("that reads configuration which only Pulumi can decrypt", () => {
    const files = {
      "Pulumi.dev.yaml":
        "config:\n  password: { secure: v1:abc }\n  hosts: [{ key: { secure: v1:abc } }]\n  name: shop\n",
    };
    const program = (text: string) =>
      programFolder({
        ...files,
        "index.ts": `${IMPORT}\nconst config = new pulumi.Config();\n${text}`,
      });

    it("runs as long as it reads other keys only", async () => {
      const folder = program("export const name = config.require('name');");
      deepEqual((await evaluateFolder(folder)).outputs, { name: "shop" });
    });

    const READ = [
      ["require('password')", "password", "PASSWORD"],
      ["get('password')", "password", "PASSWORD"],
      ["requireSecret('password')", "password", "PASSWORD"],
      ["getSecret('password')", "password", "PASSWORD"],
      ["requireObject('hosts')", "hosts[0].key", "HOSTS_0_KEY"],
      ["getSecretObject('hosts')", "hosts[0].key", "HOSTS_0_KEY"],
    ] as const;
    const wayOut = (path: string, variable: string) =>
      `Configuration "sample:${path}" is encrypted and cannot be read here. Say in Pulumi.dev.yaml which environment variable holds it: laptop:secrets: { "${path}": "${variable}" }`;

    it("is told the way out", async () => {
      const folder = program("export const value = config.require('password');");
      await rejects(evaluateFolder(folder), ({ message }: Error) => {
        const [, , ...lines] = message.split("\n");
        deepEqual(lines, [`    error: ${wayOut("password", "PASSWORD")}`]);
        return true;
      });
    });

    it("is told it however it reads", async () => {
      const reads = READ.map(([read]) => `() => config.${read}`);
      const folder = program(`
        const thrownBy = (read: () => unknown) => {
          try {
            return \`nothing: \${read()}\`;
          } catch (error) {
            return pulumi.RunError.isInstance(error) && error.message;
          }
        };
        export const thrown = [${reads.join()}].map(thrownBy);`);
      const { thrown } = (await evaluateFolder(folder)).outputs;
      deepEqual(
        thrown,
        READ.map(([, path, variable]) => wayOut(path, variable)),
      );
    });
  });

  it("shows a RunError as its message", async () => {
    const { error } = await failureOf(
      `${IMPORT}\nthrow new pulumi.RunError("Choose a colour.");\n`,
    );
    deepEqual(lines(error).slice(2), ["    error: Choose a colour."]);
  });

  it("shows which package is missing", async () => {
    const { folder, error } = await failureOf(
      `import { nothing } from "no-such-package/inner";\nnothing();\n`,
    );
    equal(
      error.message,
      `The program imports "no-such-package", which is not installed. Run npm install no-such-package in "${folder}".`,
    );
    const { error: ofFile } = await failureOf(`import "./none";\n`);
    match(ofFile.message, /^Diagnostics:[^]*Cannot find module '\.\/none'/);
  });

  it("shows which URN two resources share", async () => {
    const component = `new pulumi.ComponentResource("sample:index:Room", "kitchen");`;
    const { error } = await failureOf(`${IMPORT}\n${component}\n${component}\n`);
    match(
      error.message,
      /Duplicate resource URN "urn:pulumi:dev::sample::sample:index:Room::kitchen"\. Give one of the two another name\./,
    );
  });

  it("says so when it exits without an error", async () => {
    const { error } = await failureOf("process.exit(3);\n");
    equal(error.message, "The program exited with code 3 and logged no error.");
  });

  it("refuses a function that only AWS could answer, in a line and without a stack of packages", async () => {
    const { error } = await failureOf(
      `${IMPORT}\npulumi.runtime.invoke("aws:ec2/getAmi:getAmi", {});\n`,
    );
    // Whether the program still runs when the answer comes, which Pulumi says before, is a matter of time.
    const [refusal, ...others] = lines(error)
      .slice(2)
      .filter((line) => !/Running program .* failed with an unhandled exception:$/.test(line));
    deepEqual(
      refusal?.trim().replace(/^error: /, ""),
      `Error: The function aws:ec2/getAmi:getAmi reads from AWS, which cannot be reached here. Give its result in a file with --lookup FILE: {"aws:ec2/getAmi:getAmi":[{"arguments":{},"result":{}}]}`,
    );
    deepEqual(others, []);
  });

  it("shows which package is missing if the compiler checks types", async () => {
    const folder = programFolder({
      "tsconfig.json": JSON.stringify({ compilerOptions: { module: "nodenext" } }),
      "index.ts": `import { nothing } from "@no/such";\nnothing();\n`,
    });
    await rejects(evaluateFolder(folder), /The program imports "@no\/such", which/);
  });

  it("may run without packages that it does not import", async () => {
    const folder = programFolder({
      "package.json": JSON.stringify({ main: "index.ts", dependencies: { unused: "1" } }),
      "index.ts": "export const size = 1;",
    });
    deepEqual((await evaluateFolder(folder)).outputs, { size: 1 });
    writeFileSync(join(folder, "index.ts"), `import "unused";`);
    await rejects(evaluateFolder(folder), {
      message: `The program imports "unused", which is not installed. Run npm install in "${folder}".`,
    });
  });

  it("says which packages are not installed, and how to install them", async () => {
    const dependencies = { "@pulumi/pulumi": "3", "@pulumi/no": "1", a: "2", b: "3", c: "4" };
    const program = { "index.ts": "", "package.json": JSON.stringify({ dependencies }) };
    const folder = programFolder(program);
    await rejects(evaluateFolder(folder), {
      code: "PROJECT",
      message: `The program's packages are not installed: @pulumi/no, a, b and 1 more. Run npm install in "${folder}".`,
    });
    const withLock = programFolder({ ...program, "pnpm-lock.yaml": "" });
    await rejects(evaluateFolder(withLock), /Run pnpm install in/);
    const withMain = programFolder({
      "Pulumi.yaml":
        "name: a\nruntime: { name: nodejs, options: { packagemanager: yarn } }\nmain: infra",
      "infra/package.json": program["package.json"],
    });
    await rejects(evaluateFolder(withMain), new RegExp(`Run yarn install in "${withMain}/infra"`));
  });
});

describe("A program", () => {
  after(removeProgramFolders);

  it("is heard line by line: what it prints and what it logs", async () => {
    const output: string[] = [];
    const text = `${IMPORT}\nconsole.log("one\\ntwo");\npulumi.log.warn("three");\n`;
    await evaluateFolder(programFolder({ "index.ts": text }), output);
    deepEqual(output.sort(), ["one", "two", "warning: three"]);
  });

  it("knows its project, stack, preview and configuration", async () => {
    const folder = programFolder({
      "Pulumi.dev.yaml": "config:\n  colour: red\n  sizes: [1, 2]\n",
      "index.ts": `${IMPORT}
        const config = new pulumi.Config();
        export const project = pulumi.getProject();
        export const stack = pulumi.getStack();
        export const preview = pulumi.runtime.isDryRun();
        export const colour = config.require("colour");
        export const sizes = config.requireObject("sizes");`,
    });
    deepEqual((await evaluateFolder(folder)).outputs, {
      project: "sample",
      stack: "dev",
      preview: false,
      colour: "red",
      sizes: [1, 2],
    });
  });

  it("shows secret outputs plainly: they are the user's own", async () => {
    const text = `${IMPORT}\nexport const password = pulumi.secret("s3cret");\n`;
    const { outputs } = await evaluateFolder(programFolder({ "index.ts": text }));
    deepEqual(outputs, { password: "s3cret" });
  });
});

async function failureOf(text: string): Promise<{ folder: string; error: ProgramError }> {
  const folder = programFolder({ "index.ts": text });
  let error: unknown;
  await rejects(evaluateFolder(folder), (thrown) => {
    error = thrown;
    return thrown instanceof ProgramError;
  });
  return { folder, error: error as ProgramError };
}

function lines({ message }: Error): string[] {
  return message.split("\n");
}
