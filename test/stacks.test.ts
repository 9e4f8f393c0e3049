import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument, type Node, type Scalar, type YAMLMap } from "yaml";
import { presign } from "pulumi-laptop/src/iam/signature/sign";
import { plain, type Properties, type Resource } from "pulumi-laptop";
import { SETTINGS } from "../components/settings";
import { evaluated, findUnjudged, PROJECT_FOLDER, PROJECT_NAME, STACKS } from "./support/evaluated";
import { connectTo, refusalOf } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

/** Every evaluation is a process of its own; on a busy machine three take a while. */

describe("The stacks", () => {
  const { config } = parse(readFileSync(join(PROJECT_FOLDER, "Pulumi.yaml"), "utf8")) as {
    config: Record<string, { default: unknown }>;
  };
  before(async () => {
    for (const stack of STACKS) await evaluated({ stack });
  });

  it("are dev, staging and prod", () => {
    deepEqual([...STACKS].sort(), ["dev", "prod", "staging"]);
  });

  it("keep the defaults in dev, where nothing has to be set up and nothing costs by the month", async () => {
    const { configuration } = await evaluated();
    const own = Object.keys(SETTINGS).filter(
      (name) => configuration[`${PROJECT_NAME}:${name}`] !== String(config[name]!.default),
    );
    deepEqual(own, ["messagesPerSecond", "issuer", "audience"]);
    const types = new Set((await resourcesOf("dev")).map(({ type }) => type));
    for (const type of ["aws:kms/key:Key", "aws:cloudwatch/metricAlarm:MetricAlarm"])
      equal(types.has(type), false, type);
  });

  it("share no name in an account, and their names tell project and stack", async () => {
    const taken = new Map<string, string>();
    for (const stack of STACKS) {
      for (const { type, name, outputs } of await named(stack)) {
        const physical = String(outputs.name);
        const expected = type === "aws:kms/alias:Alias" ? "alias/" : "";
        ok(
          physical.startsWith(`${expected}${PROJECT_NAME}-${stack}`),
          `${type} ${name}: ${physical}`,
        );
        equal(taken.get(`${type} ${physical}`), undefined, physical);
        taken.set(`${type} ${physical}`, stack);
      }
    }
  });

  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  it("have names that AWS takes", async () => {
    for (const stack of STACKS)
      for (const { outputs } of await named(stack))
        match(String(outputs.name), /^[\w/-]{1,64}$/, stack);
  });

  it("tag everything with project and stack", async () => {
    const projects = new Set<unknown>();
    for (const name of STACKS) {
      const { configuration } = await evaluated({ stack: name });
      const { tags } = JSON.parse(configuration["aws:defaultTags"]!) as { tags: Properties };
      const { project, stack, ...others } = tags;
      projects.add(project);
      deepEqual({ stack, others }, { stack: name, others: {} });
    }
    equal(projects.size, 1);
  });

  // `pulumi config set` moves a setting to the end and gives it the project's namespace. Comments of its line are lost:
  // https://github.com/pulumi/pulumi/blob/master/sdk/go/common/util/yamlutil/edit.go
  it("keep their comments where pulumi config set leaves them", () => {
    for (const stack of STACKS) {
      const text = readFileSync(join(PROJECT_FOLDER, `Pulumi.${stack}.yaml`), "utf8");
      const settings = parseDocument(text).get("config") as YAMLMap<Scalar<string>, Node>;
      equal(settings.commentBefore, undefined, stack);
      for (const { key, value } of settings.items) {
        if (!key.value.includes(":"))
          deepEqual([key.commentBefore, value?.comment], [undefined, undefined], key.value);
      }
    }
  });

  it("export what their README shows", async () => {
    for (const stack of STACKS) {
      const { outputs } = (await evaluated({ stack })).evaluation;
      const shown = [...String(outputs.readme).matchAll(/\$\{([^}]*)\}/g)].map(([, path]) => path);
      ok(shown.length > 0);
      for (const path of shown) {
        const name = /^outputs\.(\w+)$/.exec(path!)?.[1];
        equal(typeof outputs[name!], "string", path);
      }
    }
  });

  it("say how to connect: with a signature where connecting is authorized", async () => {
    const connect = async (stack: string) =>
      (await evaluated({ stack })).evaluation.outputs.connect as string;
    equal(await connect("dev"), "npx wscat -c ws://127.0.0.1:3000/dev");
    equal(await connect("prod"), 'npx wscat -c "$(npm run -s sign -- ws://127.0.0.1:3000/prod)"');
  });
});

describe("The stack prod", () => {
  const ofType = async (type: string) =>
    (await resourcesOf("prod")).filter((resource) => resource.type === type);
  const only = async (type: string) => {
    const [resource, ...others] = await ofType(type);
    equal(others.length, 0);
    return resource!;
  };

  it("protects its tables from Pulumi, from AWS and from mistakes", async () => {
    for (const { protect, outputs } of await ofType("aws:dynamodb/table:Table")) {
      equal(protect, true);
      equal(outputs.deletionProtectionEnabled, true);
      deepEqual(outputs.pointInTimeRecovery, { enabled: true });
    }
  });

  it("encrypts tables, logs, environment, alarms and what failed with one key that is renewed", async () => {
    const { outputs: key } = await only("aws:kms/key:Key");
    equal(key.enableKeyRotation, true);
    for (const { outputs } of await ofType("aws:dynamodb/table:Table"))
      deepEqual(outputs.serverSideEncryption, { enabled: true, kmsKeyArn: key.arn });
    for (const { outputs } of await ofType("aws:cloudwatch/logGroup:LogGroup"))
      equal(outputs.kmsKeyId, key.arn);
    for (const { outputs } of await ofType("aws:lambda/function:Function"))
      equal(outputs.kmsKeyArn, key.arn);
    for (const type of ["aws:sns/topic:Topic", "aws:sqs/queue:Queue"])
      equal((await only(type)).outputs.kmsMasterKeyId, key.arn);
    equal((await only("aws:kms/alias:Alias")).outputs.targetKeyId, key.keyId);
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  it("lets the services of this account use the key, for its own log groups, and nobody else", async () => {
    const { outputs } = await only("aws:kms/key:Key");
    const own = `arn:aws:logs:us-east-1:123456789012:log-group:${PROJECT_NAME}-prod-`;
    for (const group of await ofType("aws:cloudwatch/logGroup:LogGroup"))
      ok(String(group.outputs.arn).startsWith(own), group.name);
    const { Statement } = JSON.parse(String(outputs.policy)) as {
      Statement: { Principal: Properties; Condition?: Properties }[];
    };
    deepEqual(
      Statement.map(({ Principal, Condition }) => ({ Principal, Condition })),
      [
        { Principal: { AWS: "arn:aws:iam::123456789012:root" }, Condition: undefined },
        {
          Principal: { AWS: "*" },
          Condition: {
            StringEquals: {
              "kms:CallerAccount": "123456789012",
              "kms:ViaService": [
                "dynamodb.us-east-1.amazonaws.com",
                "lambda.us-east-1.amazonaws.com",
                "sqs.us-east-1.amazonaws.com",
              ],
            },
          },
        },
        {
          Principal: { Service: "logs.us-east-1.amazonaws.com" },
          Condition: {
            ArnLike: {
              "kms:EncryptionContext:aws:logs:arn": `${own}*`,
            },
          },
        },
        {
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
    );
  });

  it("limits requests and events, and keeps its logs for a year", async () => {
    const { outputs: stage } = await only("aws:apigatewayv2/stage:Stage");
    deepEqual(stage.defaultRouteSettings, {
      throttlingRateLimit: 5000,
      throttlingBurstLimit: 2500,
    });
    const functions = await ofType("aws:lambda/function:Function");
    const reserved = ["lifecycle", "events"].map(
      (name) => functions.find((one) => one.name === name)!.outputs.reservedConcurrentExecutions,
    );
    deepEqual(reserved, [50, 200]);
    const events = functions.find(({ name }) => name === "events")!;
    deepEqual(events.outputs.tracingConfig, { mode: "Active" });
    for (const { outputs } of await ofType("aws:cloudwatch/logGroup:LogGroup"))
      equal(outputs.retentionInDays, 365);
  });

  it("raises alarms to a topic, and to an address where one is set", async () => {
    const { outputs: topic } = await only("aws:sns/topic:Topic");
    const alarms = await ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
    const facts = alarms.map(({ name, outputs }) => [
      name,
      `${String(outputs.namespace)} ${String(outputs.metricName)}`,
      outputs.threshold,
    ]);
    deepEqual(facts.sort(), [
      ["alarms-events-duration", "AWS/Lambda Duration", 23_200],
      ["alarms-events-errors", "AWS/Lambda Errors", 0],
      ["alarms-events-throttles", "AWS/Lambda Throttles", 0],
      ["alarms-execution-errors", "AWS/ApiGateway ExecutionError", 0],
      ["alarms-fan-out-duration", "AWS/Lambda Duration", 48_000],
      ["alarms-fan-out-errors", "AWS/Lambda Errors", 0],
      ["alarms-fan-out-failures", "AWS/SQS ApproximateNumberOfMessagesVisible", 0],
      ["alarms-fan-out-throttles", "AWS/Lambda Throttles", 0],
      ["alarms-lifecycle-duration", "AWS/Lambda Duration", 23_200],
      ["alarms-lifecycle-errors", "AWS/Lambda Errors", 0],
      ["alarms-lifecycle-throttles", "AWS/Lambda Throttles", 0],
    ]);
    for (const { outputs } of alarms) deepEqual(outputs.alarmActions, [topic.arn]);
    deepEqual(await ofType("aws:sns/topicSubscription:TopicSubscription"), []);

    const config = { alarmEmail: "oncall@example.com" };
    const { resources } = (await evaluated({ stack: "prod", config })).evaluation;
    const subscription = resources.find(({ type }) => type.startsWith("aws:sns/topicSub"))!;
    const { protocol, endpoint } = subscription.inputs;
    deepEqual({ protocol, endpoint }, { protocol: "email", endpoint: "oncall@example.com" });
  });
});

describe("The stack prod, on a laptop", () => {
  let stage: TestStage;
  before(async () => {
    // It is evaluated already; test/policy has it judged.
    stage = await startStage({
      program: PROJECT_FOLDER,
      stack: "prod",
      findDeclared: findUnjudged,
    });
  });
  after(() => stage?.close());

  const signed = () =>
    presign(stage.runtime.urls[0]!, stage.runtime.administrator, {
      region: "us-east-1",
      nowMs: Date.now(),
      expiresSeconds: 60,
    });

  it("refuses a connection without a signature", async () => {
    const { status, body } = await refusalOf(stage.runtime.urls[0]!);
    equal(status, 403);
    equal((JSON.parse(body) as { message: string }).message, "Missing Authentication Token");
  });

  it("broadcasts between connections that are signed", async () => {
    const alice = await connectTo(await signed());
    const bob = await connectTo(await signed());
    alice.send("hello");
    for (const connection of [alice, bob]) equal(await connection.next(), "Echo me: hello");
  });

  it("writes its access log as JSON", async () => {
    const carol = await connectTo(await signed());
    const next = stage.until("apigateway.accessLog");
    carol.send("hello");
    const entries = [...stage.all("apigateway.accessLog"), await next];
    const logged = entries.map(
      ({ message }) => JSON.parse(String(message)) as Record<string, string>,
    );
    const connects = logged.filter(({ eventType }) => eventType === "CONNECT");
    const facts = connects.map(({ status, error }) => `${status} ${error}`);
    deepEqual([...new Set(facts)], ["403 Missing Authentication Token", "200 -"]);
  });
});

/** The resources of a stack that have a name of their own in an account. A stage's is only its API's. */
async function named(stack: string): Promise<Resource[]> {
  const resources = await resourcesOf(stack);
  return resources.filter(
    ({ custom, type, outputs }) =>
      custom && typeof outputs.name === "string" && type !== "aws:apigatewayv2/stage:Stage",
  );
}

async function resourcesOf(stack: string): Promise<Resource[]> {
  const { evaluation } = await evaluated({ stack });
  return evaluation.resources.map((r) => ({ ...r, outputs: plain(r.outputs) as Properties }));
}
