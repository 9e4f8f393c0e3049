import { deepEqual, equal, match } from "node:assert/strict";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("A program with functions from every kind of archive", () => {
  let stage: TestStage;
  before(async () => {
    stage = await startStage({ program: __dirname });
  });
  after(() => stage.close());

  const answerTo = async (action: string) => {
    const alice = await stage.connect();
    alice.send(JSON.stringify({ action }));
    return alice.next();
  };
  const MIXED = "from a folder, from a zip in an archive, from a file, 3000, mixed";

  it("runs the function behind an alias, which it is told", async () => {
    equal(await answerTo("alias"), `${MIXED}:live`);
  });

  it("runs the function behind its version, which has a permission of its own", async () => {
    equal(await answerTo("version"), `${MIXED}:1`);
  });

  it("needs a permission for the function itself", async () => {
    match(await answerTo("plain"), /"message": "Internal server error"/);
    deepEqual(stage.all("iam.deny").at(-1)?.permission, {
      action: "lambda:InvokeFunction",
      function: "mixed",
      principal: "apigateway.amazonaws.com",
      sourceArn: `arn:aws:execute-api:us-east-1:${stage.runtime.model.accountId}:${stage.runtime.model.apis[0]!.id}/dev/plain`,
    });
  });

  it("runs code that the program uploads to a bucket", async () => {
    equal(await answerTo("uploaded"), "uploaded uploaded");
    deepEqual(stage.runtime.model.inert, []);
  });
});
