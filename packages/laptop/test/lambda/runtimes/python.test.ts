import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../src/shared/errors";
import { startTestLambda, type TestLambda } from "../../support/lambda";

const CODE = `
import logging, os
logging.getLogger().setLevel("INFO")

def handler(event, context):
    print("printed")
    logging.warning("logged")
    if event.get("fail"):
        raise ValueError(event["fail"])
    return {"event": event, "pid": os.getpid(), "requestId": context.aws_request_id}
`;
const PYTHON = {
  runtime: "python3.12",
  code: { files: { "index.py": { text: CODE } } },
};

describe("A function in Python", () => {
  describe("where awslambdaric is installed", () => {
    let lambda: TestLambda;

    before(function () {
      const has = (python: string) => spawnSync(python, ["-c", "import awslambdaric"]).status === 0;
      if (has("python3.12") || has("python3")) return;
      console.log("      Python is skipped: no python3 with awslambdaric");
      this.skip();
    });
    beforeEach(async () => {
      lambda = await startTestLambda("", PYTHON);
    });
    afterEach(() => lambda.close());

    it("handles events one after the other in one process", async () => {
      const answers = [await lambda.invoke({ a: 1 }), await lambda.invoke({ a: 2 })];
      const [one, two] = answers.map(({ payload }) => payload as Record<string, unknown>);
      assert.deepEqual([one!.event, two!.event], [{ a: 1 }, { a: 2 }]);
      assert.equal(one!.pid, two!.pid);
      assert.equal(one!.requestId, lambda.all("lambda.invoke")[0]?.requestId);
    });

    it("logs what it prints and what it logs", async () => {
      await lambda.invoke();
      const messages = lambda.all("lambda.log").map(({ message }) => message);
      assert.deepEqual(messages.sort(), ["logged", "printed"]);
    });

    it("fails with the exception", async () => {
      const { functionError, payload } = await lambda.invoke({ fail: "on purpose" });
      const { errorType, errorMessage } = payload as Record<string, string>;
      assert.deepEqual(
        [functionError, errorType, errorMessage],
        ["Unhandled", "ValueError", "on purpose"],
      );
    });
  });

  it("is refused without Python, with what to install", async () => {
    const empty = await mkdtemp(join(tmpdir(), "path-"));
    const { PATH } = process.env;
    process.env.PATH = empty;
    try {
      await assert.rejects(startTestLambda("", PYTHON), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /"python3\.12".* Install them: python3 -m pip install aws/);
        return true;
      });
    } finally {
      process.env.PATH = PATH;
      await rm(empty, { recursive: true });
    }
  });
});
