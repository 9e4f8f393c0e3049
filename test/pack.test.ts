import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { endCommands, run } from "pulumi-laptop/test/support/command";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { OLDEST } from "../tools/compat/combinations";
import { answerTo, closuresIn, install } from "../tools/compat/trial";

const REPOSITORY = join(__dirname, "..");
const PACKAGES = ["callback", "client", "laptop"];
const NAMES = ["pulumi-callback", "pulumi-websockets-client", "pulumi-laptop"];

const PROGRAM = "test/programs/parrot";

const SUITES = join(REPOSITORY, "packages/laptop/test/test-kit/frameworks");

/** What runs each of the suites, and its arguments. */
const FRAMEWORKS: Record<string, string[]> = {
  mocha: ["--require", "tsx/cjs", "mocha.ts"],
  jest: ["--rootDir", ".", "--runTestsByPath", "jest.test.cjs"],
  vitest: ["run", "vitest.test.mts"],
  node: ["--test", "node.test.mjs"],
};

/** Its four mistakes are reported only if the packages have types. */
const TYPED = `import { Callback, type CallbackArgs } from "pulumi-callback";
import { startRuntime, type Runtime } from "pulumi-laptop";
import { startLaptop, type Duration, type Laptop } from "pulumi-laptop/test";
import { connect, type Connection } from "pulumi-websockets-client";

export const start = (): Promise<Runtime> => startRuntime({ program: ".", port: 0 });
export type Timeout = CallbackArgs<unknown, unknown, unknown>["timeout"];
export const test = (): Promise<Laptop> => startLaptop({ clock: "manual" });
export const wait: Duration = "2h";
export const connection: Connection<string, { text: string }> = connect({ url: "ws://localhost" });
// @ts-expect-error A text is a string.
void connection.send({ text: 1 });
// @ts-expect-error A clock is manual or real.
void startLaptop({ clock: "fast" });
// @ts-expect-error A port is a number.
void startRuntime({ program: ".", port: "0" });
// @ts-expect-error A function needs more than a name.
new Callback("echo", {});
`;

describe("The packages, installed in a project elsewhere", function () {
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
    cpSync(join(REPOSITORY, PROGRAM), folder, { recursive: true });
    cpSync(SUITES, folder, { recursive: true });
    writeFileSync(join(folder, "typed.ts"), TYPED);
    await npm(folder, "install", "--offline", "--ignore-scripts", "--no-audit");
  });
  before(() => {
    for (const name of ["tsx", "vitest"])
      symlinkSync(
        join(REPOSITORY, "node_modules", name),
        join(folder, "node_modules", name),
        "junction",
      );
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

  // docs/compatibility.md has the others.
  it("serve it with the oldest versions of Pulumi, the AWS provider and TypeScript", async function () {
    if (!(await isReachable("@pulumi/pulumi", OLDEST.packages["@pulumi/pulumi"]))) this.skip();
    const oldest = join(parent, "oldest");
    const tarballs = NAMES.map((name) => join(folder, `${name}-0.1.0.tgz`));
    assert.deepEqual(await install(oldest, OLDEST, tarballs), OLDEST.packages);
    assert.match(await closuresIn(oldest, OLDEST.node), /^echo \d+ bytes$/);
    assert.equal(await answerTo("hello", oldest, OLDEST.node), "You said hello");
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
      'import { startRuntime } from "pulumi-laptop"; import { Callback } from "pulumi-callback"; import { connect } from "pulumi-websockets-client"; console.log(typeof startRuntime, typeof Callback, typeof connect);';
    const module = run(process.execPath, ["--input-type=module", "--eval", script], {}, folder);
    await module.exited;
    assert.equal(module.stdout, "function function function\n");
  });

  for (const [name, args] of Object.entries(FRAMEWORKS)) {
    it(`run the program in tests under ${name}`, async () => {
      const file = name === "node" ? process.execPath : join(REPOSITORY, "node_modules/.bin", name);
      // Starting it from the command has checked its types.
      const suite = run(file, args, { PULUMI_NODEJS_TRANSPILE_ONLY: "true" }, folder);
      assert.equal(await suite.exited, 0, suite.stdout + suite.stderr);
    });
  }

  it("consist of JavaScript, types, a license and a page to read", () => {
    for (const name of NAMES) {
      const installed = join(folder, "node_modules", name);
      const top = [
        "LICENSE",
        "README.md",
        ...(name === "pulumi-laptop" ? ["bin"] : []),
        "dist",
        "index.d.ts",
        "index.js",
        "package.json",
        ...(name === "pulumi-laptop" ? ["testing.js"] : []),
      ];
      assert.deepEqual(readdirSync(installed).sort(), top);
      const sources = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) =>
        /(?<!\.d)\.m?ts$|\.test\./.test(file),
      );
      assert.deepEqual(sources, []);
    }
  });

  it("add 3 KB at most to a page that connects: minified by esbuild, and gzipped", () => {
    const { outputFiles } = buildSync({
      stdin: {
        contents: 'export { connect } from "pulumi-websockets-client";',
        resolveDir: folder,
      },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      platform: "browser",
    });
    const bytes = gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
    assert.ok(bytes <= 3 * 1024, `${bytes} bytes`);
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
      const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: object };
      links.push(...Object.keys(dependencies));
    }
    return {
      ...Object.fromEntries(
        links.map((name) => [name, `file:${join(REPOSITORY, "node_modules", name)}`]),
      ),
      ...Object.fromEntries(NAMES.map((name) => [name, `file:${name}-0.1.0.tgz`])),
      "google-protobuf": "file:../node_modules/google-protobuf",
    };
  }
});

/** Whether the registry has a package and answers. */
async function isReachable(name: string, version: string): Promise<boolean> {
  const args = ["view", `${name}@${version}`, "version", "--fetch-retries=0", "--prefer-online"];
  return npm(REPOSITORY, ...args).then(
    () => true,
    () => false,
  );
}

async function npm(directory: string, ...args: string[]): Promise<void> {
  await promisify(execFile)("npm", args, { cwd: directory, shell: process.platform === "win32" });
}
