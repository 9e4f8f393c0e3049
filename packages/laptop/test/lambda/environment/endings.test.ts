import assert from "node:assert/strict";
import { startTestLambda, type Answer, type TestLambda } from "../../support/lambda";

const ENDING = `
exports.handler = async ({ how, hold }) => {
  if (how === "exit 0") process.exit(0);
  if (how === "exit 1") process.exit(1);
  if (how === "kill") process.kill(process.pid, "SIGKILL");
  if (how === "abort") process.abort();
  if (how === "forget") await new Promise(() => {});
  if (how === "fill") { const all = []; for (;;) all.push(new Array(10_000).fill(Math.random())); }
  if (how === "big") return "x".repeat(6 * 1024 * 1024 + 99);
  if (how === "cycle") { const a = {}; a.a = a; return a; }
  return process.pid;
};`;

describe("an environment whose function", () => {
  let lambda: TestLambda;

  beforeEach(async () => {
    lambda = await startTestLambda(ENDING, { memorySizeMb: 32 });
  });
  afterEach(() => lambda.close());

  const endings: [how: string, errorType: string, reason: string][] = [
    ["exit 0", "Runtime.ExitError", "Runtime exited without providing a reason"],
    ["exit 1", "Runtime.ExitError", "Runtime exited with error: exit status 1"],
    ["kill", "Runtime.ExitError", "Runtime exited with error: signal: killed"],
    ["abort", "Runtime.ExitError", "Runtime exited with error: signal: aborted"],
    ["fill", "Runtime.OutOfMemory", "Runtime exited with error: signal: killed"],
  ];
  for (const [how, errorType, reason] of endings) {
    it(`ends by "${how}" answers ${errorType}, and only that environment ends`, async () => {
      const [answer, other] = await Promise.all([lambda.invoke({ how }), lambda.invoke()]);
      const { requestId } = lambda.all("lambda.invoke").find(({ environment }) => {
        return environment === lambda.all("lambda.shutdown")[0]?.environment;
      })!;
      assertFailed(answer, errorType, `RequestId: ${String(requestId)} Error: ${reason}`);
      assert.equal(other.functionError, undefined);
      assert.equal(lambda.all("lambda.shutdown").length, 1);
      const report = lambda.all("lambda.platform").find((entry) => {
        return entry.requestId === requestId && entry.type === "platform.report";
      });
      assert.match(
        String(report?.line),
        new RegExp(`\\tStatus: error\\tError Type: ${errorType}\\t$`),
      );
    });
  }

  it("never settles its promise ends with its process", async () => {
    const { payload } = await lambda.invoke({ how: "forget" });
    const { errorType, errorMessage } = payload as Record<string, string>;
    assert.equal(errorType, "Runtime.ExitError");
    assert.match(errorMessage!, /^RequestId: .* Error: Runtime exited without providing a reason$/);
    assert.equal((await lambda.invoke()).functionError, undefined);
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#2"]);
  });

  it("answers more than 6 MB answers Function.ResponseSizeTooLarge", async () => {
    assertFailed(
      await lambda.invoke({ how: "big" }),
      "Function.ResponseSizeTooLarge",
      "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    );
  });

  it("answers what is no JSON answers Runtime.JSONStringifyError", async () => {
    const { payload } = await lambda.invoke({ how: "cycle" });
    const { errorType, errorMessage } = payload as Record<string, string>;
    assert.equal(errorType, "Runtime.JSONStringifyError");
    assert.equal(errorMessage, "Unable to stringify response body");
  });
});

function assertFailed({ functionError, payload }: Answer, errorType: string, message: string) {
  assert.equal(functionError, "Unhandled");
  assert.deepEqual(payload, { errorType, errorMessage: message });
}
