import assert from "node:assert/strict";
import { startTestLambda, type TestLambda } from "../../support/lambda";

const CODE = `
let handled = 0;
exports.handler = async ({ set, log }, context) => {
  if (set) Object.assign(process.env, set);
  if (log) { console.log("said %s", log); console.error("warned", log); process.stdout.write("wrote\\n"); }
  return { variables: { ...process.env }, handled: ++handled, context };
};`;

interface Told {
  variables: Record<string, string>;
  handled: number;
  context: Record<string, unknown>;
}

describe("what an execution environment knows", () => {
  let lambda: TestLambda;

  beforeEach(async () => {
    process.env.SECRET_OF_THE_LAPTOP = "s3cret";
    lambda = await startTestLambda(CODE, { environment: { GREETING: "hello" } });
  });
  afterEach(async () => {
    delete process.env.SECRET_OF_THE_LAPTOP;
    await lambda.close();
  });

  const tell = async (event: object = {}) => (await lambda.invoke(event)).payload as Told;

  it("is the function's variables and AWS's, and none of the laptop's", async () => {
    const { variables } = await tell();
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    assert.deepEqual(
      Object.keys(variables).sort(),
      [
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_TASK_ROOT",
        "LANG",
        "LD_LIBRARY_PATH",
        "NODE_PATH",
        "PATH",
        "PWD",
        "SHLVL",
        "TZ",
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        // Of this laptop runtime and of this function:
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ENDPOINT_URL_LAMBDA",
        "GREETING",
        "HOME",
        "TMPDIR",
      ].sort(),
    );
    assert.equal(variables.GREETING, "hello");
    assert.equal(variables._HANDLER, "index.handler");
    assert.equal(variables.AWS_EXECUTION_ENV, "AWS_Lambda_nodejs24.x");
    assert.equal(variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE, "128");
    assert.equal(variables.AWS_LAMBDA_FUNCTION_VERSION, "$LATEST");
    assert.match(variables.AWS_LAMBDA_LOG_STREAM_NAME!, /^2026\/09\/25\/\[\$LATEST\][0-9a-f]{32}$/);
  });

  it("is its own: what it sets, another does not see, and the laptop neither", async () => {
    const [one, other] = await Promise.all([tell({ set: { COUNTER: "1" } }), tell()]);
    assert.equal(one.variables.COUNTER, "1");
    assert.equal(other.variables.COUNTER, undefined);
    assert.equal(process.env.COUNTER, undefined);
    assert.notEqual(one.variables.AWS_ACCESS_KEY_ID, other.variables.AWS_ACCESS_KEY_ID);
    assert.deepEqual([one.handled, other.handled], [1, 1]);
  });

  it("is kept from event to event", async () => {
    await tell({ set: { COUNTER: "1" } });
    const { variables, handled } = await tell();
    assert.equal(variables.COUNTER, "1");
    assert.equal(handled, 2);
  });

  it("includes the invocation: AWS's context object", async () => {
    const { context } = await tell();
    const { awsRequestId, logStreamName, xRayTraceId, ...rest } = context;
    assert.match(String(xRayTraceId), /^Root=1-/);
    assert.deepEqual(rest, {
      functionVersion: "$LATEST",
      functionName: "greeter",
      memoryLimitInMB: "128",
      logGroupName: "/aws/lambda/greeter",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:greeter",
    });
    assert.equal(awsRequestId, lambda.all("lambda.invoke")[0]?.requestId);
    assert.match(String(logStreamName), /^2026\/09\/25\/\[\$LATEST\][0-9a-f]{32}$/);
  });

  it("is logged under its ID, with the request and the level", async () => {
    const written = lambda.until("lambda.log", { message: "wrote" });
    await tell({ log: "hello" });
    assert.equal((await written).environment, "greeter#1");
    const [said, warned] = lambda.all("lambda.log");
    const { requestId } = lambda.all("lambda.invoke")[0]!;
    const common = { function: "greeter", environment: "greeter#1", requestId };
    assertHolds(said, { ...common, level: "INFO", message: "said hello" });
    assertHolds(warned, { ...common, level: "ERROR", message: "warned hello" });
  });
});

function assertHolds(entry: object | undefined, fields: object) {
  assert.deepEqual({ ...entry, ...fields }, entry);
}
