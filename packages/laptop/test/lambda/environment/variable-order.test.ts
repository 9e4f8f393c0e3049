import assert from "node:assert/strict";
import { CredentialIssuer } from "../../../src/iam/access/credentials";
import { environmentVariables, LEFT_OUT } from "../../../src/lambda/environment/variables";
import { startTestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const AWS_LIST = [
  ...["_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV"],
  ...["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"],
  ...["AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"],
  ...["AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  ...["AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"],
  ...["AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_METADATA_API", "LANG", "PATH", "LD_LIBRARY_PATH"],
  ...["NODE_PATH", "PYTHONPATH", "GEM_PATH", "AWS_XRAY_CONTEXT_MISSING"],
  ...["AWS_XRAY_DAEMON_ADDRESS", "AWS_LAMBDA_DOTNET_PREJIT", "TZ"],
];

const ROLE = "arn:aws:iam::123456789012:role/greeter";

describe("AWS's environment variables", () => {
  it("are in the order of AWS's list; each that is left out has a reason", () => {
    const variables = environmentVariables(functionOf(""), {
      region: "us-east-1",
      credentials: new CredentialIssuer().issue(ROLE),
      taskRoot: "/var/task",
      temporaryFolder: "/tmp",
      logStream: "stream",
      initializationType: "on-demand",
      endpoints: {},
    });
    const given = Object.keys(variables).filter((name) => AWS_LIST.includes(name));
    const inOrder = AWS_LIST.filter((name) => given.includes(name));
    assert.deepEqual(given, inOrder);
    const all = [...given, "_X_AMZN_TRACE_ID", "AWS_LAMBDA_RUNTIME_API", ...Object.keys(LEFT_OUT)];
    assert.deepEqual(all.sort(), [...AWS_LIST].sort());
    for (const reason of Object.values(LEFT_OUT)) assert.ok(reason.length > 10);
  });

  it("win over the function's own of the same name", async () => {
    const lambda = await startTestLambda(`exports.handler = async () => process.env.AWS_REGION;`, {
      environment: { AWS_REGION: "mars-north-1" },
    });
    assert.equal((await lambda.invoke()).payload, "us-east-1");
    await lambda.close();
  });

  it("include another trace ID for each event", async () => {
    const lambda = await startTestLambda(
      `exports.handler = async () => process.env._X_AMZN_TRACE_ID;`,
    );
    const traces = [await lambda.invoke(), await lambda.invoke()].map(({ payload }) =>
      String(payload),
    );
    // 2026-09-25T00:00:00Z in seconds, in hexadecimal.
    for (const trace of traces)
      assert.match(trace, /^Root=1-6ab5b980-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    assert.notEqual(traces[0], traces[1]);
    await lambda.close();
  });
});
