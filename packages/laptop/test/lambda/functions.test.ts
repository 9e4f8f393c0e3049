import assert from "node:assert/strict";
import { HOLDING, startTestLambda, type TestLambda } from "../support/lambda";
import { functionOf } from "../support/models";

const CHANGED = HOLDING.replace('"done"', '"changed"');

describe("a change of the functions", () => {
  let lambda: TestLambda;

  beforeEach(async () => {
    lambda = await startTestLambda(HOLDING);
  });
  afterEach(() => lambda.close());

  it("gives the next event the new code, in a new environment", async () => {
    assert.equal((await lambda.invoke()).payload, "done");
    await lambda.update(functionOf(CHANGED));
    assert.equal((await lambda.invoke()).payload, "changed");
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#2"]);
    assert.deepEqual(
      lambda.all("lambda.shutdown").map(({ environment, reason }) => [environment, reason]),
      [["greeter#1", "replaced"]],
    );
  });

  it("lets a busy environment end its event with the old code, and only that one", async () => {
    const { answer, release } = await lambda.hold();
    await lambda.update(functionOf(CHANGED));
    assert.equal((await lambda.invoke()).payload, "changed");
    assert.deepEqual(lambda.all("lambda.shutdown"), []);
    release();
    assert.equal((await answer).payload, "done");
    assert.equal((await lambda.invoke()).payload, "changed");
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#2", "greeter#2"]);
  });

  it("of an environment variable counts as one", async () => {
    await lambda.invoke();
    await lambda.update(functionOf(HOLDING, { environment: { GREETING: "hello" } }));
    await lambda.invoke();
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#2"]);
  });

  it("leaves a function warm that did not change", async () => {
    await lambda.invoke();
    await lambda.update(functionOf(HOLDING), functionOf(CHANGED, { name: "other" }));
    assert.equal((await lambda.invoke()).payload, "done");
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#1"]);
    assert.equal((await lambda.invoke({}, "other")).payload, "changed");
  });

  it("ends the environments of a function that is no more", async () => {
    await lambda.invoke();
    await lambda.update();
    assert.equal(lambda.all("lambda.shutdown")[0]?.environment, "greeter#1");
    await assert.rejects(
      lambda.invoke(),
      /^Error: Function not found: arn:aws:lambda:us-east-1:123456789012:function:greeter$/,
    );
  });

  it("may come back to the code of before", async () => {
    await lambda.update(functionOf(CHANGED));
    await lambda.update(functionOf(HOLDING));
    assert.equal((await lambda.invoke()).payload, "done");
  });
});
