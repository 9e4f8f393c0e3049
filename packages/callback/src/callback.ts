import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { checkedBundle } from "./checked-bundle";
import { CONNECT_TO_VPC } from "./vpc-permissions";
import type { Statement } from "./statement";

/** The runtime that functions are bundled for and run on: the current long-term one. */
const NODE_MAJOR = 24;

export interface CallbackArgs<Event, Context, Result> {
  /**
   * Runs once for each execution environment, in the Init phase: make clients here. What it returns
   * handles one event at a time. It may capture functions and plain data.
   */
  callbackFactory: () => (event: Event, context: Context) => Promise<Result>;
  /** What the function may do, besides writing to its log. */
  allow: Statement[];
  /** Environment variables, among them the values of outputs, which a closure must not capture. */
  environment?: Record<string, pulumi.Input<string>>;
  /** Megabytes; more memory is more CPU. */
  memorySize: pulumi.Input<number>;
  /** Seconds after which an invocation is stopped. */
  timeout: pulumi.Input<number>;
  /** Days that the log is kept. */
  logRetentionDays: pulumi.Input<number>;
  /**
   * Ships the source map, so that stack traces name lines of TypeScript in AWS too. The Init phase takes
   * longer, and lines that move deploy the function again.
   */
  sourceMap?: boolean;
  /**
   * Lets the closure capture secrets. They are plain text in the function's code, which Pulumi's state
   * keeps encrypted; an environment variable is the better place.
   */
  allowSecrets?: boolean;
  /** Events that the function handles at once, kept for it alone; what the account has left if not given. */
  reservedConcurrency?: pulumi.Input<number>;
  /** Whether X-Ray traces invocations. */
  tracing?: boolean;
  /** ARN of the KMS key that encrypts the log and the environment variables; a key of AWS if not given. */
  encryptionKeyArn?: pulumi.Input<string> | undefined;
  /** Where the function runs; in no VPC if not given. */
  vpcConfig?: lambda.FunctionArgs["vpcConfig"] | undefined;
}

/**
 * A Lambda function made of a TypeScript closure. The closure is serialized by Pulumi and bundled with
 * the parts of the packages it uses. The function has a role of its own, with no managed policies, and
 * a log group of its own; all have the name of the component.
 */
export class Callback<Event, Context, Result> extends pulumi.ComponentResource {
  readonly function: lambda.Function;
  readonly logGroup: cloudwatch.LogGroup;
  readonly role: iam.Role;

  constructor(
    name: string,
    args: CallbackArgs<Event, Context, Result>,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super(
      "pulumi-callback:index:Callback",
      name,
      {},
      // Its name before it had a package of its own.
      pulumi.mergeOptions(options, { aliases: [{ type: "websockets-on-demand:index:Callback" }] }),
    );

    this.logGroup = new cloudwatch.LogGroup(
      name,
      { retentionInDays: args.logRetentionDays, kmsKeyId: args.encryptionKeyArn },
      { parent: this },
    );

    this.role = new iam.Role(
      name,
      {
        assumeRolePolicy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { Service: "lambda.amazonaws.com" },
            },
          ],
        },
      },
      { parent: this },
    );

    const policy = new iam.RolePolicy(
      name,
      {
        role: this.role.name,
        policy: {
          Version: "2012-10-17",
          Statement: [
            writeLog(this.logGroup),
            ...(args.tracing ? [SEND_TRACES] : []),
            ...(args.vpcConfig ? CONNECT_TO_VPC : []),
            ...args.allow,
          ],
        },
      },
      { parent: this },
    );

    this.function = new lambda.Function(
      name,
      {
        role: this.role.arn,
        code: pulumi.output(this.code(name, args)),
        handler: "index.handler",
        runtime: `nodejs${NODE_MAJOR}.x`,
        architectures: ["arm64"],
        memorySize: args.memorySize,
        timeout: args.timeout,
        environment: {
          variables: {
            ...(args.sourceMap && { NODE_OPTIONS: "--enable-source-maps" }),
            ...args.environment,
          },
        },
        reservedConcurrentExecutions: args.reservedConcurrency,
        kmsKeyArn: args.encryptionKeyArn,
        vpcConfig: args.vpcConfig,
        tracingConfig: args.tracing ? { mode: "Active" } : undefined,
        loggingConfig: { logFormat: "Text", logGroup: this.logGroup.name },
      },
      // Without its permissions the first events would fail.
      { parent: this, dependsOn: [policy] },
    );

    this.registerOutputs({ function: this.function, logGroup: this.logGroup, role: this.role });
  }

  /** The closure as one file. A closure that would not run in Lambda as it does here is refused. */
  private async code(
    name: string,
    args: CallbackArgs<Event, Context, Result>,
  ): Promise<pulumi.Output<pulumi.asset.Archive>> {
    const { AssetArchive, StringAsset } = pulumi.asset;
    const owner = { name, component: this, allowSecrets: args.allowSecrets ?? false };
    const bundle = await checkedBundle(args.callbackFactory, owner, NODE_MAJOR);
    const files: pulumi.asset.AssetMap = { "index.js": new StringAsset(bundle.code) };
    if (args.sourceMap) {
      files["index.js"] = new StringAsset(`${bundle.code}//# sourceMappingURL=index.js.map\n`);
      files["index.js.map"] = new StringAsset(bundle.sourceMap);
    }
    const archive = new AssetArchive(files);
    return bundle.containsSecrets ? pulumi.secret(archive) : pulumi.output(archive);
  }
}

/** The log group exists already, so the function needs no permission to create one. */
function writeLog(logGroup: cloudwatch.LogGroup): Statement {
  return {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: pulumi.interpolate`${logGroup.arn}:*`,
  };
}

/** X-Ray knows no resources. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const SEND_TRACES: Statement = {
  Effect: "Allow",
  Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  Resource: "*",
};
