import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LambdaFunction } from "../../src/model/model";
import { startTestLambda } from "../support/lambda";

/** A program's folder with a package of its own, one of the AWS SDK, and one of an SDK that Lambda does not have. */
const PROGRAM = {
  "package.json": `{ "type": "module" }`,
  "node_modules/own/package.json": `{ "name": "own", "version": "1.0.0" }`,
  "node_modules/own/index.js": "exports.name = 'own';",
  "node_modules/@aws-sdk/client-here/package.json": `{ "version": "3.900.1", "main": "index.js" }`,
  "node_modules/@aws-sdk/client-here/index.js":
    "exports.name = require('@smithy/inner').name + require('own').name;",
  "node_modules/@smithy/inner/package.json": `{ "version": "4.1.0" }`,
  "node_modules/@smithy/inner/index.js": "exports.name = 'inner ';",
  "node_modules/@aws-sdk/client-old/package.json": `{ "version": "1.0.0-rc.3" }`,
  "node_modules/@aws-sdk/client-old/index.js": "",
};

describe("what the code of a function sees", () => {
  let folder: string;

  const write = async (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "scope-"));
    await write(PROGRAM);
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The answer of a function that is a folder of the program, and what the developer was told. */
  const answerOf = async (files: Record<string, string>, parts: Partial<LambdaFunction> = {}) => {
    await write(Object.fromEntries(Object.entries(files).map(([k, v]) => [`lambda/${k}`, v])));
    const code = { path: "lambda" };
    const lambda = await startTestLambda("", { code, ...parts }, { programDirectory: folder });
    try {
      const { payload } = await lambda.invoke();
      return { payload, told: lambda.all("lambda.missingSdk").map(({ message }) => message) };
    } finally {
      await lambda.close();
    }
  };

  const loads: [how: string, file: string, code: (name: string) => string][] = [
    [
      "require",
      "index.js",
      (name) => `const found = require("${name}"); exports.handler = async () => found.name;`,
    ],
    [
      "import",
      "index.mjs",
      (name) => `import found from "${name}"; export const handler = async () => found.name;`,
    ],
  ];
  for (const [how, file, code] of loads) {
    it(`is none of the program's packages, by ${how}`, async () => {
      const { payload, told } = await answerOf({ [file]: code("own") });
      const { errorMessage } = payload as { errorMessage: string };
      assert.match(errorMessage, /Cannot find (module|package) 'own'/);
      assert.deepEqual(told, []);
    });

    it(`is the AWS SDK, with the packages that it needs itself, by ${how}`, async () => {
      assert.equal((await answerOf({ [file]: code("@aws-sdk/client-here") })).payload, "inner own");
      assert.equal((await answerOf({ [file]: code("@smithy/inner") })).payload, "inner ");
    });

    for (const name of ["@aws-sdk/client-s3", "@aws-sdk/client-old"]) {
      it(`is no package of the AWS SDK but 3.x that is installed: ${name}, by ${how}`, async () => {
        const { payload, told } = await answerOf({ [file]: code(name) });
        const { errorMessage } = payload as { errorMessage: string };
        assert.match(errorMessage, new RegExp(`Cannot find (module|package) '${name}'`));
        assert.match(told.join(), new RegExp(`: npm install --save-dev ${name}@3$`));
      });
    }
  }

  it("is Runtime.ImportModuleError for a package that is only the program's", async () => {
    const { payload } = await answerOf({ "index.js": `require("own");` });
    assert.equal((payload as { errorType: string }).errorType, "Runtime.ImportModuleError");
  });

  it("is its own copy of an SDK before the built-in one", async () => {
    const own = { "node_modules/@aws-sdk/client-here/index.js": "exports.name = 'bundled';" };
    const [, file, code] = loads[0]!;
    const { payload } = await answerOf({ [file]: code("@aws-sdk/client-here"), ...own });
    assert.equal(payload, "bundled");
  });

  for (const runtime of ["nodejs22.x", "nodejs24.x"]) {
    it(`is no package.json above: CommonJS below one of ES modules, in ${runtime}`, async () => {
      const files = { "index.js": `exports.handler = async () => "CommonJS";` };
      assert.equal((await answerOf(files, { runtime })).payload, "CommonJS");
    });
  }

  // Root may write anywhere.
  (process.getuid?.() === 0 ? it.skip : it)("cannot be written to", async () => {
    const { payload } = await answerOf({
      "index.js": `exports.handler = async () => ["new.js", "index.js"].map((name) => {
        try { require("fs").writeFileSync(__dirname + "/" + name, ""); } catch ({ code }) { return code; }
      });`,
    });
    assert.deepEqual(payload, ["EACCES", "EACCES"]);
  });

  it("is not the source: what a function changes, even root's, the program's folder keeps", async () => {
    const text = `exports.handler = async () => { try { require("fs").writeFileSync(__filename, ""); } catch {} return "done"; };`;
    assert.equal((await answerOf({ "index.js": text })).payload, "done");
    assert.equal(await readFile(join(folder, "lambda/index.js"), "utf8"), text);
  });
});
