import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { Code } from "../../../src/model/code";
import type { LambdaFunction } from "../../../src/model/model";
import { NODE_BOOTSTRAP } from "../../support/bootstrap";
import { startTestLambda, type TestLambda } from "../../support/lambda";
import { ownNode } from "../../support/program/own-node";

const filesOf = (files: Record<string, string>): Code => ({
  files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { text }])),
});

describe("What layers have under /opt", () => {
  let lambda: TestLambda;
  afterEach(() => lambda.close());

  const start = async (
    files: Record<string, string>,
    layer: Record<string, string>,
    parts: Partial<LambdaFunction> = {},
    deps: { nodePath?: string } = {},
  ) => {
    const own = { code: filesOf(files), layers: [filesOf(layer)], ...parts };
    lambda = await startTestLambda("", own, deps);
  };
  const answer = async () => (await lambda.invoke()).payload;
  const messages = () => lambda.all("lambda.log").map(({ message }) => String(message));

  // Each finds modules in another way.
  for (const runtime of ["nodejs20.x", "nodejs22.x", "nodejs24.x"]) {
    const { nodePath, version } = ownNode(runtime);

    it(`is required and imported by its path, in worker threads too, on Node.js ${version} for ${runtime}`, async () => {
      const index = `
      const worker = \`require("worker_threads").parentPort.postMessage(require("/opt/nodejs/common").word)\`;
      exports.handler = async () => [
        require("/opt/nodejs/common").word,
        (await import("/opt/nodejs/module.mjs")).word,
        (await import("file:///opt/nodejs/module.mjs")).word,
        require.resolve("/opt/nodejs/common").endsWith("/opt/nodejs/common.js"),
        await new Promise((resolve) => new (require("worker_threads").Worker)(worker, { eval: true }).on("message", resolve)),
      ];`;
      await start(
        { "index.js": index },
        {
          "nodejs/common.js": `exports.word = "required";`,
          "nodejs/module.mjs": `export const word = "imported";`,
        },
        { runtime },
        { nodePath },
      );
      assert.deepEqual(await answer(), ["required", "imported", "imported", true, "required"]);
    });
  }

  for (const runtime of ["nodejs22.x", "nodejs24.x"]) {
    it(`may have the handler, which loads the function's (${runtime})`, async () => {
      const wrapping = `
        const { join } = require("node:path");
        const [file, name] = process.env.ORIGINAL_HANDLER.split(".");
        exports.handler = async (...all) =>
          "wrapped " + (await require(join(process.env.LAMBDA_TASK_ROOT, file))[name](...all));`;
      await start(
        { "own.js": `exports.main = async () => "own";` },
        { "nodejs/node_modules/wrapping/handler.js": wrapping },
        {
          runtime,
          handler: "/opt/nodejs/node_modules/wrapping/handler.handler",
          environment: { ORIGINAL_HANDLER: "own.main" },
        },
      );
      assert.equal(await answer(), "wrapped own");
    });
  }

  it("is found by the variables of the function", async () => {
    await start(
      { "index.js": `exports.handler = async () => globalThis.preloaded;` },
      {
        "preload.js": `globalThis.preloaded = require("./nodejs/word");`,
        "nodejs/word.js": `module.exports = "yes";`,
      },
      { environment: { NODE_OPTIONS: "--require /opt/preload.js" } },
    );
    assert.equal(await answer(), "yes");
  });

  // As in https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
  const WRAPPER = `#!/bin/bash
args=("$@")
extra_args=("$EXTRA" "$(cat /opt/value)")
args=("\${args[@]:0:$#-1}" "\${extra_args[@]}" "\${args[@]: -1}")
export WRAPPED_IN=/opt/bin:/var/task
exec "\${args[@]}"
`;
  const AWS_LAMBDA_EXEC_WRAPPER = "/opt/wrapper";

  it("may have a wrapper script, which starts Node.js with more arguments", async () => {
    await start(
      { "index.js": `exports.handler = async () => [process.execArgv, process.env.WRAPPED_IN];` },
      { wrapper: WRAPPER, value: "wrapped" },
      { environment: { AWS_LAMBDA_EXEC_WRAPPER, EXTRA: "--title" } },
    );
    const [args, path] = (await answer()) as [string[], string];
    assert.deepEqual(args.slice(-2), ["--title", "wrapped"]);
    assert.match(path, /\/opt\/bin:\/var\/task$/);
    assert.ok(!path.startsWith("/opt/"), path);
  });

  it("is missing if it is no wrapper script, as AWS says it", async () => {
    const files = { "index.js": `exports.handler = async () => "done";` };
    await start(files, { value: "" }, { environment: { AWS_LAMBDA_EXEC_WRAPPER } });
    const { errorMessage } = (await answer()) as { errorMessage: string };
    assert.match(errorMessage, /Runtime exited with error: exit status 127$/);
    assert.match(messages()[0]!, /\/opt\/wrapper: does not exist$/);
  });

  it("may have the bootstrap of a custom runtime; the function's own comes first", async () => {
    const custom = { runtime: "provided.al2023" };
    const saying = (word: string) => NODE_BOOTSTRAP.replace("pid:", `word: "${word}", pid:`);
    await start({ "main.txt": "" }, { bootstrap: saying("layer") }, custom);
    assert.equal(((await answer()) as { word: string }).word, "layer");
    await lambda.close();
    await start({ bootstrap: saying("own") }, { bootstrap: saying("layer") }, custom);
    assert.equal(((await answer()) as { word: string }).word, "own");
    await lambda.close();
    await start({ "main.txt": "" }, { bootstrap: "#!/opt/not-here\n" }, custom);
    const { errorMessage } = (await answer()) as { errorMessage: string };
    assert.match(errorMessage, /fork\/exec \/opt\/bootstrap: no such file or directory$/);
  });

  it("has programs and libraries on the paths", async () => {
    await start(
      {
        "index.js": `exports.handler = async () => [
          require("child_process").execFileSync("say").toString(), process.env.LD_LIBRARY_PATH.split(":").at(-1)];`,
      },
      { "bin/say": "#!/bin/sh\ncat /opt/word", word: "said" },
    );
    const [said, libraries] = (await answer()) as string[];
    assert.equal(said, "said");
    assert.match(libraries!, /\/opt\/lib$/);
  });

  it("is no extension that runs: it is named", async () => {
    await start({ "index.js": "" }, { "extensions/agent": "#!/bin/sh\nexit 1" });
    assert.deepEqual(
      lambda.all("lambda.extension").map(({ message }) => message),
      ['Function "greeter" has the extension "agent" in a layer. Extensions are not started here.'],
    );
  });

  describe("of a function in Python", () => {
    const PYTHON = { runtime: "python3.12" };
    const own = `import greet, part\nimport sys\ndef handler(event, context):\n    return [greet.word, part.word, sys.flags.optimize]`;
    const layer = {
      "python/greet.py": `word = "layer"`,
      "python/lib/python3.12/site-packages/part.py": `word = "site"`,
    };

    before(function () {
      const has = (python: string) => spawnSync(python, ["-c", "import awslambdaric"]).status === 0;
      if (has("python3.12") || has("python3")) return;
      console.log("      Python is skipped: no python3 with awslambdaric");
      this.skip();
    });

    it("is imported; the function's own comes first", async () => {
      await start({ "index.py": own }, layer, PYTHON);
      assert.deepEqual(await answer(), ["layer", "site", 0]);
      await lambda.close();
      await start({ "index.py": own, "greet.py": `word = "own"` }, layer, PYTHON);
      assert.deepEqual(await answer(), ["own", "site", 0]);
    });

    it("may be a wrapper script, which gives Python options", async () => {
      await start(
        { "index.py": own },
        { ...layer, wrapper: WRAPPER, value: "dev" },
        { ...PYTHON, environment: { AWS_LAMBDA_EXEC_WRAPPER, EXTRA: "-OX" } },
      );
      assert.deepEqual(await answer(), ["layer", "site", 1]);
    });
  });
});
