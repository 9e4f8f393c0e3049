import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { Readable } from "node:stream";
import { runInScope } from "../../../src/dynamodb/dynalite/request-scope";

const fail = () => {
  throw new Error("broken");
};
const never = (error: Error) => assert.fail(error);

describe("A request's scope", () => {
  const places: [where: string, work: () => void][] = [
    ["at once", fail],
    ["in a timer", () => setTimeout(fail, 0)],
    ["in a callback", () => setImmediate(fail)],
    ["before the next callback", () => process.nextTick(fail)],
    ["in a promise", () => void Promise.resolve().then(fail)],
    ["in a callback of a promise", () => void Promise.resolve().then(() => setImmediate(fail))],
    ["in a stream", () => Readable.from([1]).on("data", fail)],
  ];
  for (const [where, work] of places) {
    it(`rejects with what is thrown ${where}`, async () => {
      await assert.rejects(runInScope(work, never), /broken/);
    });
  }

  it("reports what is thrown after the result", async () => {
    let report = never;
    const reported = new Promise<Error>((resolve) => (report = resolve as never));
    const result = await runInScope<number>(
      (resolve) => {
        resolve(1);
        setImmediate(fail);
      },
      (error) => report(error),
    );
    assert.equal(result, 1);
    assert.equal((await reported).message, "broken");
  });

  it("leaves errors of others alone: they end the process as ever", () => {
    const module = JSON.stringify(require.resolve("../../../src/dynamodb/dynalite/request-scope"));
    const program = `
      const { runInScope } = require(${module});
      runInScope(() => { throw new Error("one of its own") }, () => {}).catch(() => {
        setImmediate(() => { throw new Error("another's") });
      });`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--require", require.resolve("tsx/cjs"), "--eval", program],
      { encoding: "utf8" },
    );
    assert.equal(status, 1);
    assert.match(stderr, /another's/);
    assert.doesNotMatch(stderr, /its own/);
  });
});
