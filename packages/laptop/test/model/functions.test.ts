import { deepEqual, equal, throws } from "node:assert/strict";
import { UserError } from "../../src/shared/errors";
import { buildModel } from "../../src/model/build";
import type { LambdaFunction } from "../../src/model/model";
import type { Properties } from "../../src/program/resource";
import { assertProperties } from "../support/program/assert-properties";
import { CODE, Declared, SURROUNDINGS } from "../support/program/declared";
import { notEmulated } from "../support/program/not-emulated";

const FUNCTION = {
  role: "arn:aws:iam::123456789012:role/own",
  handler: "index.handler",
  runtime: "nodejs24.x",
  code: CODE,
  name: "own-name",
};
const ARN = "arn:aws:lambda:us-east-1:123456789012:function:own-name";

describe("What is said about a function besides", () => {
  let declared: Declared;

  beforeEach(() => {
    declared = new Declared();
  });

  const build = (inputs: Properties = {}): LambdaFunction => {
    declared.add("aws:lambda/function:Function", "own", { ...FUNCTION, ...inputs });
    return buildModel(declared.evaluation, SURROUNDINGS).functions[0]!;
  };
  const refuses = (message: string, inputs: Properties = {}) =>
    throws(() => build(inputs), notEmulated(message));

  it("is its logging: levels count where lines are JSON, and are INFO by default", () => {
    deepEqual(build({ loggingConfig: { logFormat: "JSON", systemLogLevel: "WARN" } }).logging, {
      format: "JSON",
      applicationLevel: "INFO",
      systemLevel: "WARN",
    });
  });

  it("is its concurrency, reserved and provisioned", () => {
    declared.add("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", "ready", {
      functionName: "own-name",
      qualifier: "live",
      provisionedConcurrentExecutions: 3,
    });
    const own = build({ reservedConcurrentExecutions: 10 });
    deepEqual([own.reservedConcurrency, own.provisionedConcurrency], [10, 3]);
  });

  it("is no reserved concurrency if that is -1, and none at all if it is 0", () => {
    equal(build({ reservedConcurrentExecutions: -1 }).reservedConcurrency, undefined);
    declared = new Declared();
    equal(build({ reservedConcurrentExecutions: 0 }).reservedConcurrency, 0);
  });

  it("is refused if it has another's name, in another region too", () => {
    declared.add("aws:lambda/function:Function", "other", { ...FUNCTION, region: "eu-west-1" });
    refuses(
      `aws:lambda/function:Function "own" has the name "own-name" of aws:lambda/function:Function "other". Here a name is one function's in all regions: leave name out, or put the region in it.`,
    );
  });

  it("is refused if it reserves what AWS keeps for others", () => {
    throws(
      () => build({ reservedConcurrentExecutions: 901 }),
      new UserError(
        "MODEL",
        "The functions reserve a concurrency of 901. AWS keeps 100 of 1000 unreserved. Lower reservedConcurrentExecutions.",
      ),
    );
  });

  it("is what becomes of asynchronous invocations; a queue they end in is no obstacle", () => {
    const queue = declared.add("aws:sqs/queue:Queue", "failures", {});
    const letters = declared.add("aws:sqs/queue:Queue", "letters", {});
    declared.add("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "config", {
      functionName: ARN,
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 60,
      destinationConfig: {
        onFailure: { destination: queue.outputs.arn },
        onSuccess: { destination: `${ARN}-other` },
      },
    });
    const own = build({ deadLetterConfig: { targetArn: letters.outputs.arn } });
    deepEqual(own.eventInvoke, {
      maximumRetryAttempts: 0,
      maximumEventAgeMs: 60_000,
      onFailure: "arn:aws:sqs:us-east-1:123456789012:" + String(queue.outputs.name),
      onSuccess: `${ARN}-other`,
    });
    equal(own.deadLetterArn, letters.outputs.arn);
  });

  const TOPIC = "arn:aws:sns:us-east-1:123456789012:failures";

  it("is refused if asynchronous invocations end in what is not emulated", () => {
    declared.add("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "config", {
      functionName: ARN,
      destinationConfig: { onFailure: { destination: TOPIC } },
    });
    refuses(
      `aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig "config" sends to "${TOPIC}", which is not emulated. Queues (SQS) and functions are.`,
    );
  });

  it("is refused if its dead letters go to anything but a queue", () => {
    refuses(
      `aws:lambda/function:Function "own" has the dead-letter target "${TOPIC}". Only queues (SQS) are emulated.`,
      { deadLetterConfig: { targetArn: TOPIC } },
    );
  });

  it("is the version that it publishes, and no other", () => {
    const own = declared.add("aws:lambda/function:Function", "own", { ...FUNCTION, publish: true });
    const invocations = (qualified: string) =>
      `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${qualified}/invocations`;
    deepEqual(
      [own.outputs.version, own.outputs.qualifiedArn, own.outputs.qualifiedInvokeArn],
      ["1", `${ARN}:1`, invocations(`${ARN}:1`)],
    );
    const [model] = buildModel(declared.evaluation, SURROUNDINGS).functions;
    deepEqual(model?.qualifiers, ["1"]);
    declared.add("aws:lambda/alias:Alias", "live", {
      name: "live",
      functionName: ARN,
      functionVersion: "2",
    });
    throws(() => buildModel(declared.evaluation, SURROUNDINGS), {
      message: `aws:lambda/alias:Alias "live" points to version "2", which aws:lambda/function:Function "own" does not have. Set publish on the function, and functionVersion to its version.`,
    });
  });

  it("is its aliases, which a route may call", () => {
    const own = declared.add("aws:lambda/function:Function", "own", FUNCTION);
    const alias = declared.add("aws:lambda/alias:Alias", "live", {
      name: "live",
      functionName: own.outputs.name,
      functionVersion: "$LATEST",
    });
    equal(alias.outputs.arn, `${ARN}:live`);
    const api = declared.add("aws:apigatewayv2/api:Api", "api", { protocolType: "WEBSOCKET" });
    const integration = declared.add("aws:apigatewayv2/integration:Integration", "integration", {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: alias.outputs.invokeArn,
    });
    declared.add("aws:apigatewayv2/route:Route", "default", {
      apiId: api.id,
      routeKey: "$default",
      target: `integrations/${integration.id}`,
    });
    declared.add("aws:apigatewayv2/stage:Stage", "stage", {
      apiId: api.id,
      name: "dev",
      autoDeploy: true,
    });
    const model = buildModel(declared.evaluation, SURROUNDINGS);
    deepEqual(model.functions[0]!.qualifiers, ["live"]);
    const route = model.apis[0]!.routes.get("$default")!;
    assertProperties(route.integration, { functionName: "own-name", qualifier: "live" });
  });
});
