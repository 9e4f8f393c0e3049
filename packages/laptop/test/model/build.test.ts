import { deepEqual, equal, throws } from "node:assert/strict";
import { UserError } from "../../src/shared/errors";
import { buildModel } from "../../src/model/build";
import type { Model } from "../../src/model/model";
import { SECRET, SIGNATURE_KEY } from "../../src/program/marks";
import type { Properties, Resource } from "../../src/program/resource";
import { assertProperties } from "../support/program/assert-properties";
import { CODE, Declared, SURROUNDINGS } from "../support/program/declared";
import { notEmulated } from "../support/program/not-emulated";

const FUNCTION = { role: "arn:aws:iam::123456789012:role/own", handler: "index.handler" };

describe("The model of a function", () => {
  it("holds what the program says", () => {
    const [own] = modelOf("aws:lambda/function:Function", {
      ...FUNCTION,
      name: "own-name",
      code: CODE,
      runtime: "nodejs24.x",
      memorySize: 512,
      timeout: 29,
      environment: { variables: { COLOUR: "red" } },
      loggingConfig: { logFormat: "Text", logGroup: "own-group" },
    }).functions;
    assertProperties(own, {
      logicalName: "own",
      name: "own-name",
      arn: "arn:aws:lambda:us-east-1:123456789012:function:own-name",
      roleArn: FUNCTION.role,
      handler: "index.handler",
      runtime: "nodejs24.x",
      memorySizeMb: 512,
      timeoutMs: 29_000,
      environment: { COLOUR: "red" },
      code: { files: { "index.js": { text: "exports.handler = async () => {};" } } },
      logGroup: "own-group",
      logging: { format: "Text" },
      qualifiers: [],
      reservedConcurrency: undefined,
      isTraced: false,
      provisionedConcurrency: 0,
      eventInvoke: { maximumRetryAttempts: 2, maximumEventAgeMs: 6 * 60 * 60 * 1000 },
      deadLetterArn: undefined,
    });
  });

  it("is traced where tracing is active", () => {
    const isTraced = (mode: string) => {
      const inputs = { ...FUNCTION, runtime: "nodejs24.x", code: CODE, tracingConfig: { mode } };
      return modelOf("aws:lambda/function:Function", inputs).functions[0]?.isTraced;
    };
    deepEqual([isTraced("Active"), isTraced("PassThrough")], [true, false]);
  });

  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  it("has AWS's defaults: 128 MB, 3 seconds, a log group of the function's name", () => {
    const inputs = { ...FUNCTION, name: "own-name", code: CODE, runtime: "nodejs24.x" };
    const [own] = modelOf("aws:lambda/function:Function", inputs).functions;
    equal(own?.memorySizeMb, 128);
    equal(own?.timeoutMs, 3000);
    equal(own?.logGroup, "/aws/lambda/own-name");
    deepEqual(own?.environment, {});
  });

  it("takes code from a folder, and values that are secret", () => {
    const code = { ...CODE, assets: undefined, path: "./code" };
    const environment = { [SIGNATURE_KEY]: SECRET, value: { variables: { PASSWORD: "s3cret" } } };
    const inputs = { ...FUNCTION, code, environment, runtime: "nodejs24.x" };
    const [own] = modelOf("aws:lambda/function:Function", inputs).functions;
    deepEqual(own?.code, { archive: "./code" });
    deepEqual(own?.environment, { PASSWORD: "s3cret" });
  });

  it("refuses code that is not here", () => {
    const type = "aws:lambda/function:Function";
    refuses(
      { type, inputs: { ...FUNCTION, runtime: "nodejs24.x" } },
      `aws:lambda/function:Function "own" has no code that can be read here. Set code to a local archive.`,
    );
    refuses(
      { type, inputs: { ...FUNCTION, runtime: "nodejs24.x", s3Bucket: "code", s3Key: "code.zip" } },
      `aws:lambda/function:Function "own" has its code in "code/code.zip", which no BucketObject of this program uploads from a local source. Set code to a local archive.`,
    );
  });

  for (const version of ["", "v2"]) {
    it(`takes code that the program uploads with BucketObject${version}`, () => {
      const declared = new Declared();
      const bucket = declared.add("aws:s3/bucket:Bucket", "code", {});
      const type = `aws:s3/bucketObject${version}:BucketObject${version}`;
      declared.add(type, "other", { bucket: bucket.id, key: "other.zip", source: CODE });
      const source = { ...CODE, assets: undefined, path: "./code" };
      declared.add(type, "object", { bucket: bucket.id, key: "code.zip", source });
      const inputs = { ...FUNCTION, runtime: "nodejs24.x", s3Bucket: bucket.id, s3Key: "code.zip" };
      declared.add("aws:lambda/function:Function", "own", inputs);
      const { functions, inert } = buildModel(declared.evaluation, SURROUNDINGS);
      deepEqual([functions[0]?.code, inert], [{ archive: "./code" }, []]);
    });
  }
});

describe("The model", () => {
  it("names every resource that would silently not work", () => {
    const declared = new Declared();
    declared.add("aws:kinesis/stream:Stream", "jobs", {});
    declared.add("aws:dynamodb/table:Table", "orders", { hashKey: "id", attributes: [] });
    declared.add("aws:s3/bucket:Bucket", "files", {});
    throws(
      () => buildModel(declared.evaluation, SURROUNDINGS),
      new UserError(
        "NOT_EMULATED",
        [
          `aws:kinesis/stream:Stream "jobs", aws:s3/bucket:Bucket "files": not emulated on a laptop.`,
          `To run the program without them, add --without aws:kinesis/stream:Stream --without aws:s3/bucket:Bucket,`,
          `or by name --without jobs --without files. In Pulumi.dev.yaml, "laptop:without" lists the same.`,
        ].join(" "),
      ),
    );
  });

  it("refuses an AWS CDK app in a sentence, without a list of what CDK declares", () => {
    const declared = new Declared();
    const app = declared.addComponent("cdk:index:Stack", "chat");
    declared.add("aws-native:apigatewayv2:Api", "api", {}, app);
    declared.add("aws-native:lambda:Function", "events", {}, app);
    throws(() => buildModel(declared.evaluation, SURROUNDINGS), {
      code: "NOT_EMULATED",
      message: `cdk:index:Stack "chat" is an AWS CDK app, and what CDK declares (aws-native) is not emulated on a laptop: declare the WebSocket API with @pulumi/aws.`,
    });
  });

  it("lists what has no effect on a laptop", () => {
    const { inert } = modelOf("aws:cloudwatch/metricAlarm:MetricAlarm", { threshold: 1 });
    deepEqual(inert, [`aws:cloudwatch/metricAlarm:MetricAlarm "own"`]);
  });

  it("lists e-mails about alarms as without effect, and refuses what a topic would call", () => {
    const type = "aws:sns/topicSubscription:TopicSubscription";
    deepEqual(modelOf(type, { protocol: "email" }).inert, [`${type} "own"`]);
    throws(() => modelOf(type, { protocol: "lambda" }), {
      message: `${type} "own": not emulated on a laptop. To run the program without it, add --without ${type}, or by name --without own. In Pulumi.dev.yaml, "laptop:without" lists the same.`,
    });
  });

  it("takes components and providers as they come", () => {
    const declared = new Declared();
    declared.add("pulumi:providers:aws", "default", { region: "us-east-1" });
    const component: Resource = {
      ...declared.add("aws:iam/role:Role", "own", {}),
      type: "sample:index:Room",
      custom: false,
    };
    const { resources, ...rest } = declared.evaluation;
    const evaluation = { ...rest, resources: [...resources, component] };
    const { inert, functions, apis, tables } = buildModel(evaluation, SURROUNDINGS);
    deepEqual(
      { inert, functions, apis, tables },
      { inert: [], functions: [], apis: [], tables: [] },
    );
  });

  it("knows where it is, and the stack's outputs", () => {
    const { project, stack, region, accountId, outputs } = modelOf("aws:iam/role:Role", {});
    deepEqual(
      { project, stack, region, accountId, outputs },
      {
        project: "shop",
        stack: "dev",
        region: "us-east-1",
        accountId: "123456789012",
        outputs: { url: "ws://x" },
      },
    );
  });
});

function modelOf(type: string, inputs: Properties): Model {
  const declared = new Declared();
  declared.add(type, "own", inputs);
  return buildModel(declared.evaluation, SURROUNDINGS);
}

function refuses({ type, inputs }: { type: string; inputs: Properties }, message: string): void {
  throws(() => modelOf(type, inputs), notEmulated(message));
}
