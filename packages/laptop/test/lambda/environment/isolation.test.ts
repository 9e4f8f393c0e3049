import assert from "node:assert/strict";
import { functionOf } from "../../support/models";
import { startTestLambda } from "../../support/lambda";

const MARKING = `
exports.handler = async ({ mark }) => {
  if (mark) {
    globalThis.mark = process.env.MARK = mark;
    Array.prototype.mark = mark;
    require("node:os").mark = mark;
    process.on("exit", () => {});
  }
  return [globalThis.mark, process.env.MARK, [].mark, require("node:os").mark];
};`;
const NOTHING = [null, null, null, null];

describe("environments", () => {
  it("of two functions do not see each other", async () => {
    const others = [functionOf(MARKING, { name: "other" })];
    const lambda = await startTestLambda(MARKING, {}, { others });
    await lambda.invoke({ mark: "mine" });
    assert.deepEqual((await lambda.invoke({}, "other")).payload, NOTHING);
    assert.deepEqual(lambda.environments(), ["greeter#1", "other#1"]);
    await lambda.close();
  });

  it("of two runtimes in one process do not see each other", async () => {
    const [one, other] = [await startTestLambda(MARKING), await startTestLambda(MARKING)];
    await one.invoke({ mark: "mine" });
    assert.deepEqual((await other.invoke()).payload, NOTHING);
    assert.deepEqual(other.environments(), ["greeter#1"]);
    await one.close();
    assert.deepEqual((await other.invoke()).payload, NOTHING);
    await other.close();
    assert.equal((globalThis as { mark?: string }).mark, undefined);
  });

  it("have a process of their own to look at", async () => {
    const lambda = await startTestLambda(
      `exports.handler = async () => [process.cwd() === process.env.LAMBDA_TASK_ROOT, process.argv.length];`,
    );
    assert.equal(((await lambda.invoke()).payload as boolean[])[0], true);
    await lambda.close();
  });
});
