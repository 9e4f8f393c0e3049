import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOLDING, startTestLambda, type Answer, type TestLambda } from "../../support/lambda";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

const FAILING = `
exports.handler = async ({ how }) => {
  if (how === "throw") throw new TypeError("no such greeting");
  if (how === "throw text") throw "no such greeting";
  if (how === "exit") process.exit(3);
  if (how === "uncaught") { setImmediate(() => { throw new RangeError("too late"); }); await new Promise(() => {}); }
  if (how === "unhandled") { Promise.reject(new RangeError("nobody waits")); await new Promise(() => {}); }
  if (how === "never") { console.log("waiting"); await new Promise(() => setInterval(() => {}, 1000)); }
  if (how === "nothing") return;
  return "done";
};`;

describe("a function that fails", () => {
  let lambda: TestLambda;

  const start = async (...args: Parameters<typeof startTestLambda>) => {
    lambda = await startTestLambda(...args);
  };
  afterEach(() => lambda.close());

  it("answers its error's type, message and trace, and stays warm", async () => {
    await start(FAILING);
    const { functionError, payload } = await lambda.invoke({ how: "throw" });
    assert.equal(functionError, "Unhandled");
    const { trace, ...error } = payload as { trace: string[] };
    assert.deepEqual(error, { errorType: "TypeError", errorMessage: "no such greeting" });
    assert.equal(trace[0], "TypeError: no such greeting");
    assert.equal((await lambda.invoke()).payload, "done");
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#1"]);
  });

  it("may throw what is no error", async () => {
    await start(FAILING);
    assert.deepEqual(await lambda.invoke({ how: "throw text" }), {
      functionError: "Unhandled",
      payload: { errorType: "string", errorMessage: "no such greeting", trace: [] },
    });
  });

  it("answers null when it returns nothing", async () => {
    await start(FAILING);
    assert.deepEqual(await lambda.invoke({ how: "nothing" }), {
      functionError: undefined,
      payload: null,
    });
  });

  it("by exiting answers Runtime.ExitError; the next event gets a new environment", async () => {
    await start(FAILING);
    const answer = await lambda.invoke({ how: "exit" });
    assertError(
      answer,
      "Runtime.ExitError",
      `RequestId: ${UUID} Error: Runtime exited with error: exit status 3`,
    );
    await assertReplaced("crash");
  });

  it("by an uncaught error answers it; the next event gets a new environment", async () => {
    await start(FAILING, { runtime: "nodejs22.x" });
    assertError(await lambda.invoke({ how: "uncaught" }), "RangeError", "too late");
    await assertReplaced("crash");
  });

  it("by an unhandled rejection answers that; the next event gets a new environment", async () => {
    await start(FAILING, { runtime: "nodejs22.x" });
    assertError(
      await lambda.invoke({ how: "unhandled" }),
      "Runtime.UnhandledPromiseRejection",
      "RangeError: nobody waits",
    );
    await assertReplaced("crash");
  });

  for (const how of ["uncaught", "unhandled"]) {
    it(`by an ${how} error exits from Node.js 24 on; the next event gets a new environment`, async () => {
      await start(FAILING);
      assertError(
        await lambda.invoke({ how }),
        "Runtime.ExitError",
        `RequestId: ${UUID} Error: Runtime exited with error: exit status 1`,
      );
      await assertReplaced("crash");
    });
  }

  it("by a timeout answers so and loses its environment", async () => {
    await start(FAILING, { timeoutMs: 1000 });
    const waiting = lambda.until("lambda.log", { message: "waiting" });
    const answer = lambda.invoke({ how: "never" });
    await waiting;
    lambda.clock.advance(999);
    assert.deepEqual(lambda.all("lambda.shutdown"), []);
    lambda.clock.advance(1);
    assertError(
      await answer,
      "Sandbox.Timedout",
      `RequestId: ${UUID} Error: Task timed out after 1.00 seconds`,
    );
    await assertReplaced("timeout");
  });

  it("in its Init phase answers the error, and the next event tries a new environment", async () => {
    const folder = await mkdtemp(join(tmpdir(), "init-"));
    const environment = { READY: join(folder, "ready") };
    await start(
      `if (!require("node:fs").existsSync(process.env.READY)) throw new Error("not ready");
       exports.handler = async () => "done";`,
      { environment },
    );
    assertError(await lambda.invoke(), "Error", "not ready");
    await writeFile(environment.READY, "");
    await assertReplaced("initFailed");
    await rm(folder, { recursive: true });
  });

  it("without its file or its handler says which", async () => {
    await start("exports.other = 1;", { handler: "index.handler" });
    const missingHandler = "index.handler is undefined or not exported";
    assertError(await lambda.invoke(), "Runtime.HandlerNotFound", missingHandler);
    await lambda.close();
    await start("", { handler: "main.handler" });
    const missingFile =
      "Error: Cannot find module 'main'\nRequire stack:\n- /var/runtime/index.mjs";
    assertError(await lambda.invoke(), "Runtime.ImportModuleError", missingFile);
  });

  async function assertReplaced(reason: string) {
    assert.deepEqual(
      lambda.all("lambda.shutdown").map((entry) => [entry.environment, entry.reason]),
      [["greeter#1", reason]],
    );
    assert.equal((await lambda.invoke()).payload, "done");
    assert.equal(lambda.environments().at(-1), "greeter#2");
  }
});

describe("closing the Lambda service", () => {
  it("answers who waits for a busy environment", async () => {
    const lambda = await startTestLambda(HOLDING);
    const { answer } = await lambda.hold();
    await lambda.close();
    assertError(await answer, "Runtime.ExitError", "Error: The environment was closed");
  });

  it("answers who waits for an Init phase", async () => {
    const lambda = await startTestLambda(HOLDING);
    const answer = lambda.invoke();
    await lambda.close();
    assertError(await answer, "Runtime.ExitError", "Error: The environment was closed");
  });

  it("answers who has just been given a warm environment", async () => {
    const lambda = await startTestLambda(HOLDING);
    await lambda.invoke();
    const answer = lambda.invoke();
    await lambda.close();
    assertError(await answer, "Runtime.ExitError", "Error: The environment was closed");
  });

  it("leaves nothing that could start an environment again", async () => {
    const lambda = await startTestLambda(HOLDING);
    await lambda.close();
    await assert.rejects(
      lambda.invoke(),
      /^Error: Function not found: arn:aws:lambda:us-east-1:123456789012:function:greeter$/,
    );
    assert.deepEqual(lambda.all("lambda.init"), []);
  });
});

function assertError({ functionError, payload }: Answer, errorType: string, message: string) {
  const error = payload as { errorType: string; errorMessage: string };
  assert.equal(functionError, "Unhandled");
  assert.equal(error.errorType, errorType);
  assert.match(error.errorMessage, new RegExp(`^${message}$`));
}
