import { deepEqual, equal, match, throws } from "node:assert/strict";
import * as lambda from "@pulumi/aws/lambda";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { Callback, type CallbackArgs } from "../src/index";

type Properties = Record<string, unknown>;

describe("Callback", () => {
  const declared: { type: string; name: string; inputs: Properties }[] = [];

  before(() =>
    pulumi.runtime.setMocks(
      {
        newResource({ type, name, inputs }) {
          declared.push({ type, name, inputs: inputs as Properties });
          const arn = `arn:aws:service:us-east-1:123456789012:${name}`;
          return { id: `${name}-id`, state: { arn, name, ...(inputs as object) } };
        },
        call: () => ({}),
      },
      "sample",
      "dev",
      false,
    ),
  );
  after(() => pulumi.runtime.disconnect());

  let count = 0;
  const handler = async (event: { name: string }) => event.name;
  /** What a Callback with these arguments declares. */
  const declaredBy = async (args: object) => {
    const name = `callback-${count++}`;
    const callback = new Callback(name, { callback: handler, ...args });
    // The function waits for its policy.
    await new Promise((resolve) => callback.function.arn.apply(resolve));
    const of = (type: string) =>
      declared.find((each) => each.type === type && each.name === name)?.inputs;
    const policy = of("aws:iam/rolePolicy:RolePolicy") as
      | { policy: { Statement: object[] } }
      | undefined;
    return {
      callback,
      fn: of("aws:lambda/function:Function")!,
      logGroup: of("aws:cloudwatch/logGroup:LogGroup"),
      statements: policy?.policy.Statement,
      types: declared.filter((each) => each.name === name).map(({ type }) => type.split(":").pop()),
    };
  };

  it("needs a closure and nothing else, and may then write its log", async () => {
    const { fn, logGroup, statements, types } = await declaredBy({});
    const { runtime, architectures, timeout, memorySize, handler: entry } = fn;
    deepEqual(
      { runtime, architectures, timeout, memorySize, entry },
      {
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        timeout: 180,
        memorySize: undefined,
        entry: "index.handler",
      },
    );
    deepEqual(logGroup, { retentionInDays: 30 });
    deepEqual(statements, [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:service:us-east-1:123456789012:callback-0:*",
      },
    ]);
    deepEqual(types.sort(), ["Callback", "Function", "LogGroup", "Role", "RolePolicy"]);
  });

  it("passes on what aws.lambda.Function takes, in its own words", async () => {
    const args = {
      architectures: ["x86_64"],
      deadLetterConfig: { targetArn: "arn:aws:sqs:us-east-1:123456789012:failures" },
      description: "Says hello",
      ephemeralStorage: { size: 1024 },
      fileSystemConfig: {
        arn: "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-1",
        localMountPath: "/mnt/files",
      },
      kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/k",
      layers: ["arn:aws:lambda:us-east-1:123456789012:layer:l:1"],
      memorySize: 512,
      name: "greeter",
      publish: true,
      reservedConcurrentExecutions: 3,
      runtime: "nodejs22.x",
      tags: { team: "chat" },
      timeout: 7,
      tracingConfig: { mode: "PassThrough" },
      vpcConfig: { subnetIds: ["s"], securityGroupIds: ["g"] },
    };
    const { fn } = await declaredBy({
      ...args,
      environment: { variables: { NAME: "value" } },
      loggingConfig: { logFormat: "JSON" },
    });
    const passed = Object.keys(args).map((key) => [key, fn[key]]);
    deepEqual(Object.fromEntries(passed), args);
    deepEqual(fn.environment, { variables: { NAME: "value" } });
    equal((fn.loggingConfig as { logFormat: string }).logFormat, "JSON");
    match((fn.loggingConfig as { logGroup: string }).logGroup, /^callback-\d$/);
  });

  it("allows its role what Lambda needs for its settings, and no more", async () => {
    const account = "us-east-1:123456789012";
    const allowed = async (args: object) =>
      (await declaredBy(args)).statements!.slice(1) as { Action: string[]; Resource: string }[];
    const queue = `arn:aws:sqs:${account}:failures`;
    const topic = `arn:aws:sns:${account}:failures`;
    const accessPoint = `arn:aws:elasticfilesystem:${account}:access-point/fsap-1`;
    const effect = { Effect: "Allow" };
    deepEqual(await allowed({ deadLetterConfig: { targetArn: pulumi.output(queue) } }), [
      { ...effect, Action: ["sqs:SendMessage"], Resource: queue },
    ]);
    deepEqual(await allowed({ deadLetterConfig: { targetArn: topic } }), [
      { ...effect, Action: ["sns:Publish"], Resource: topic },
    ]);
    deepEqual(await allowed({ fileSystemConfig: { arn: accessPoint, localMountPath: "/mnt/a" } }), [
      {
        ...effect,
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Resource: `arn:aws:elasticfilesystem:${account}:file-system/*`,
        Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPoint } },
      },
    ]);
    const [traces] = await allowed({ tracingConfig: { mode: "Active" } });
    deepEqual(traces!.Action, ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]);
  });

  it("uses a role that is given as it is", async () => {
    const role = new iam.Role("given", { assumeRolePolicy: "{}" });
    const given = await declaredBy({ role });
    equal(given.fn.role, "arn:aws:service:us-east-1:123456789012:given");
    equal(given.callback.role, role);
    deepEqual(given.types.sort(), ["Callback", "Function", "LogGroup"]);
    const byArn = await declaredBy({ role: role.arn });
    equal(byArn.fn.role, given.fn.role);
    throws(() => byArn.callback.role, /The role was given by its ARN/);
  });

  it("has the outputs of a function that programs use", async () => {
    const { callback } = await declaredBy({});
    for (const name of ["arn", "id", "invokeArn", "name", "qualifiedArn", "version"] as const)
      equal(callback[name], callback.function[name]);
  });

  const REFUSED: Record<string, object> = {
    "needs one of callback and callbackFactory.": { callbackFactory: () => handler },
    'has the runtime "python3.13". A closure runs on nodejs20.x or later.': {
      runtime: "python3.13",
    },
    'has the runtime "nodejs18.x". A closure runs on nodejs20.x or later.': {
      runtime: "nodejs18.x",
    },
    'has the architectures "arm64,x86_64". Choose one: arm64 or x86_64.': {
      architectures: ["arm64", "x86_64"],
    },
    'has a callback with three parameters, and nodejs24.x calls it with two. Return a promise instead of calling the third, or set runtime to "nodejs22.x".':
      { callback: (_event: object, _context: object, _done: () => void) => undefined },
    "has role and allow. A role that is given stays as it is: put the statements there, or leave out role.":
      { role: "arn:aws:iam::123456789012:role/r", allow: [] },
    "has policies, and Callback attaches no managed policies. Say in allow what the function may do.":
      { policies: [] },
    "has codePathOptions, and Callback bundles what the closure uses. Name in external what is to be shipped as it is.":
      { codePathOptions: {} },
    "has layerPackages and no layers. Set layers to the ARN of the one that has them.": {
      layerPackages: ["sharp"],
    },
  };
  for (const [message, args] of Object.entries(REFUSED))
    it(`is refused where it ${message.split(". ")[0]}`, () => {
      throws(() => new Callback("wrong", { callback: handler, ...args }), {
        message: `Callback "wrong" ${message}`,
      });
    });
  it("is refused without a closure", () => {
    throws(() => new Callback("wrong", {} as CallbackArgs<unknown>), /needs one of callback/);
  });
});

/** Compiled and never run: what the types say. */
export function types(): void {
  const of = <Event, Context, Result>(_: Callback<Event, Context, Result>) =>
    undefined as unknown as { event: Event; context: Context; result: Result };
  const { event, context, result } = of(
    new Callback("typed", {
      callback: async (event: { a: string }, context) => [event.a, context.awsRequestId],
    }),
  );
  event.a satisfies string;
  context.getRemainingTimeInMillis() satisfies number;
  result satisfies string[];
  // @ts-expect-error Lambda's Node.js 24 has no such thing.
  void context.callbackWaitsForEmptyEventLoop;
  const asFactory = (_: object, { functionName }: lambda.Context) => Promise.resolve(functionName);
  of(new Callback("factory", { callbackFactory: () => asFactory })).result satisfies string;
  const args = {
    callback: async (event: { a: string }) => event.a,
    timeout: 3,
    tags: { a: "b" },
    environment: { variables: { A: "b" } },
  };
  new lambda.CallbackFunction("one", args);
  new Callback("word", args);
  const withDone = (_event: object, _context: object, done: () => void) => done();
  // @ts-expect-error Node.js 24 calls a handler with two arguments.
  new Callback("done", { callback: withDone });
  // @ts-expect-error One of the two.
  new Callback("both", { callback: async () => 1, callbackFactory: () => async () => 1 });
  // @ts-expect-error A handler returns a promise.
  new Callback("now", { callback: () => 1 });
  // @ts-expect-error There are no managed policies.
  new Callback("broad", { callback: async () => 1, policies: [] });
}
