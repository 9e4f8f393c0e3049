import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import * as nodeModule from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import type { LambdaFunction } from "../../src/model/model";
import { startTestLambda, type Answer } from "../support/lambda";
import { functionOf } from "../support/models";

describe("the code of a function", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "code-"));
  });
  after(() => rm(folder, { recursive: true }));

  const invoke = async (
    files: Record<string, string>,
    parts: Partial<LambdaFunction> = {},
    event: object = {},
  ): Promise<Answer> => {
    const texts = Object.entries(files).map(([name, text]) => [name, { text }]);
    const code = { files: Object.fromEntries(texts) as Record<string, { text: string }> };
    const lambda = await startTestLambda("", { code, ...parts });
    try {
      return await lambda.invoke(event);
    } finally {
      await lambda.close();
    }
  };
  const RETURNS = `async () => "done"`;

  const loaded: [what: string, files: Record<string, string>, handler: string][] = [
    ["CommonJS", { "index.js": `exports.handler = ${RETURNS}` }, "index.handler"],
    ["a folder", { "a/b/main.js": `exports.run = ${RETURNS}` }, "a/b/main.run"],
    ["a nested export", { "index.js": `exports.on = { message: ${RETURNS} }` }, "index.on.message"],
    ["an ES module by .mjs", { "index.mjs": `export const handler = ${RETURNS}` }, "index.handler"],
    [
      "an ES module by package.json, with top-level await",
      {
        "package.json": `{"type":"module"}`,
        "index.js": `await 0; export const handler = ${RETURNS}`,
      },
      "index.handler",
    ],
    ["CommonJS by .cjs", { "index.cjs": `exports.handler = ${RETURNS}` }, "index.handler"],
    [
      "files that load each other, and by import()",
      {
        "index.js": `const { two } = require("./lib/two"); exports.handler = async () => (await import("./lib/four.mjs")).done(two, __filename.slice(-8));`,
        "lib/two.js": `exports.two = require("./three.json").two;`,
        "lib/three.json": `{"two":2}`,
        "lib/four.mjs": `export const done = (two, name) => two === 2 && name === "index.js" ? "done" : [two, name];`,
      },
      "index.handler",
    ],
  ];
  for (const [what, files, handler] of loaded) {
    it(`may be ${what}`, async () => {
      assert.deepEqual(await invoke(files, { handler }), {
        functionError: undefined,
        payload: "done",
      });
    });
  }

  const refused: [what: string, files: Record<string, string>, handler: string, error: object][] = [
    [
      "a handler without a dot",
      {},
      "index",
      { errorType: "Runtime.MalformedHandlerName", errorMessage: "Bad handler" },
    ],
    [
      "a handler outside of the code",
      {},
      "../index.handler",
      {
        errorType: "Runtime.MalformedHandlerName",
        errorMessage:
          "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
      },
    ],
    [
      "a handler that is no function",
      { "index.js": "exports.handler = 1" },
      "index.handler",
      { errorType: "Runtime.HandlerNotFound", errorMessage: "index.handler is not a function" },
    ],
    [
      "a syntax error",
      { "index.js": "exports.handler = (" },
      "index.handler",
      {
        errorType: "Runtime.UserCodeSyntaxError",
        errorMessage: "SyntaxError: Unexpected end of input",
      },
    ],
  ];
  for (const [what, files, handler, expected] of refused) {
    it(`is refused with ${what}`, async () => {
      const { trace: _trace, ...error } = (await invoke(files, { handler })).payload as {
        trace: string[];
      };
      assert.deepEqual(error, expected);
    });
  }

  it("that needs a package which is not there answers Runtime.ImportModuleError", async () => {
    const { payload } = await invoke({ "index.js": `require("not-here")` });
    const { errorType, errorMessage } = payload as Record<string, string>;
    assert.equal(errorType, "Runtime.ImportModuleError");
    assert.match(
      errorMessage!,
      /^Error: Cannot find module 'not-here'\nRequire stack:\n- .*index\.js/,
    );
  });

  describe("with a callback", () => {
    const CALLS = `exports.handler = (event, context, callback) => {
      if (event.leave) context.callbackWaitsForEmptyEventLoop = false;
      if (event.throw) throw new Error("thrown");
      if (event.silent) return;
      const state = { last: 0 };
      setTimeout(() => (state.last = 1), 5);
      callback(event.fail ? new TypeError("failed") : null, state);
      if (event.leave) setInterval(() => {}, 1000);
    };`;
    const call = (event: object) => invoke({ "index.js": CALLS }, { runtime: "nodejs22.x" }, event);

    it("answers when the event loop is empty", async () => {
      assert.deepEqual((await call({})).payload, { last: 1 });
    });

    it("answers at once if the context says so", async () => {
      assert.deepEqual((await call({ leave: true })).payload, { last: 0 });
    });

    it("fails by callback or by throwing, and answers null when it says nothing", async () => {
      const error = (await call({ fail: true })).payload as Record<string, string>;
      assert.deepEqual([error.errorType, error.errorMessage], ["TypeError", "failed"]);
      const thrown = (await call({ throw: true })).payload as Record<string, string>;
      assert.equal(thrown.errorMessage, "thrown");
      assert.equal((await call({ silent: true })).payload, null);
    });

    it("may use a promise all the same", async () => {
      const files = { "index.js": "exports.handler = async (event, context, callback) => 'done'" };
      assert.equal((await invoke(files, { runtime: "nodejs22.x" })).payload, "done");
    });

    it("is refused from Node.js 24 on", async () => {
      const { payload } = await invoke({ "index.js": CALLS }, { runtime: "nodejs24.x" });
      const { errorType, errorMessage } = payload as Record<string, string>;
      assert.equal(errorType, "Runtime.CallbackHandlerDeprecated");
      assert.match(errorMessage!, /^ERROR: AWS Lambda has removed support for callback-based /);
    });
  });

  it("is found in the source by its source map, if NODE_OPTIONS asks for it", async () => {
    const source = `\n\n\nexport const handler = async (): Promise<void> => {\n  throw new Error("here");\n};\n`;
    await writeFile(join(folder, "greeter.ts"), source);
    const { outputFiles } = await build({
      entryPoints: [join(folder, "greeter.ts")],
      write: false,
      minify: true,
      format: "cjs",
      sourcemap: "inline",
    });
    const files = { "index.js": outputFiles[0]!.text };
    const traceOf = async (environment: Record<string, string>) =>
      ((await invoke(files, { environment })).payload as { trace: string[] }).trace.join("\n");
    assert.match(await traceOf({ NODE_OPTIONS: "--enable-source-maps" }), /greeter\.ts:5:\d+/);
    assert.doesNotMatch(await traceOf({ NODE_OPTIONS: "--max-old-space-size=100" }), /greeter\.ts/);
  });

  it("may be a zip file", async () => {
    const zip = zipSync({
      "lib/": new Uint8Array(),
      "lib/greet.js": strToU8(`module.exports = "done";`),
      "index.js": strToU8(`exports.handler = async () => require("./lib/greet");`),
    });
    await writeFile(join(folder, "code.zip"), zip);
    const { payload } = await invoke({}, { code: { path: join(folder, "code.zip") } });
    assert.equal(payload, "done");
  });

  it("is refused if it does not exist: it has to be built first", async () => {
    const path = join(folder, "missing.zip");
    await assert.rejects(
      startTestLambda("", { code: { path } }),
      new RegExp(
        `^UserError: The code archive "${path}" does not exist in .*\\. Build it first\\.`,
      ),
    );
  });

  it("is refused if it is not a folder or a zip file", async () => {
    const path = join(folder, "code.tar");
    await writeFile(path, "");
    await assert.rejects(
      startTestLambda("", { code: { path } }),
      new RegExp(`^UserError: The code archive "${path}" is not a folder or a zip file\\.`),
    );
  });

  it("is compiled once: later environments get what the first has compiled", async () => {
    const files = {
      "index.js": {
        text: `const greet = require("./greet"); exports.handler = async () => greet();`,
      },
      "greet.js": { text: `module.exports = () => "done";` },
    };
    const lambda = await startTestLambda("", { code: { files } });
    await lambda.invoke();
    const [one, other] = await Promise.all([lambda.invoke(), lambda.invoke()]);
    assert.deepEqual([one.payload, other.payload], ["done", "done"]);
    const caches = lambda.all("lambda.ready").map(({ codeCache }) => codeCache);
    // From Node.js 22.10 on.
    assert.deepEqual(caches, [false, "flushCompileCache" in nodeModule]);
    await lambda.close();
  });

  it("that changed in its folder is what it was until the program is evaluated again", async () => {
    const write = (word: string) =>
      writeFile(
        join(folder, "index.js"),
        `const word = "${word}"; exports.handler = async () => word;`,
      );
    await write("one");
    const lambda = await startTestLambda("", { code: { path: folder } });
    assert.equal((await lambda.invoke()).payload, "one");
    // As long as before.
    await write("two");
    lambda.clock.advance(10 * 60 * 1000);
    assert.equal((await lambda.invoke()).payload, "one");
    await lambda.update(functionOf("", { code: { path: folder } }));
    assert.equal((await lambda.invoke()).payload, "two");
    await lambda.close();
  });
});
