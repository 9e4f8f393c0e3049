import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { checkedBundle } from "./checked-bundle";
import type { Architecture } from "./external/platform";
import { CONNECT_TO_VPC } from "./vpc-permissions";
import type { Statement } from "./statement";

/** The Node.js version that functions are bundled for and run on: the active LTS. */
const NODE_MAJOR = 24;

export interface CallbackArgs<Event, Context, Result> {
  /**
   * Runs once per execution environment, in the Init phase: create clients here. The function that it
   * returns handles one event at a time. It may capture functions and plain data.
   */
  callbackFactory: () => (event: Event, context: Context) => Promise<Result>;
  /** Statements of the function's role, in addition to writing its log. */
  allow: Statement[];
  /** Environment variables. Pass outputs here: a closure must not capture them. */
  environment?: Record<string, pulumi.Input<string>>;
  /** Megabytes; more memory is more CPU. */
  memorySize: pulumi.Input<number>;
  /** Seconds after which Lambda stops an invocation. */
  timeout: pulumi.Input<number>;
  /** Days that CloudWatch keeps the log. */
  logRetentionDays: pulumi.Input<number>;
  /**
   * Ships the source map, so that stack traces in AWS name lines of TypeScript. The Init phase takes
   * longer, and moving a line deploys the function again.
   */
  sourceMap?: boolean;
  /**
   * Lets the closure capture secrets. They become plain text in the function's code, which
   * Pulumi's state encrypts. Prefer an environment variable.
   */
  allowSecrets?: boolean;
  /** Reserved concurrency. Without it the function shares what the account has left. */
  reservedConcurrency?: pulumi.Input<number>;
  /**
   * Packages that are not bundled, such as those with native parts. Their files and those of what they
   * depend on are shipped as they are installed, for the function's architecture. What they require and
   * is not installed is left out.
   */
  external?: string[];
  /** Packages that one of the layers has: they are not bundled either, and not shipped. */
  layerPackages?: string[];
  /** ARNs of layers. */
  layers?: lambda.FunctionArgs["layers"];
  /** The instruction set. Default: arm64, which costs less. */
  architectures?: [Architecture];
  /** Whether X-Ray traces invocations. */
  tracing?: boolean;
  /** ARN of the KMS key that encrypts the log and the environment variables. Default: a key of AWS. */
  encryptionKeyArn?: pulumi.Input<string> | undefined;
  /** The VPC that the function runs in. Default: none. */
  vpcConfig?: lambda.FunctionArgs["vpcConfig"] | undefined;
}

/**
 * A Lambda function made of a TypeScript closure. Pulumi serializes the closure; esbuild bundles it with
 * the parts of the packages that it uses. The function has its own role, without managed policies, and
 * its own log group. All are named after the component.
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
        architectures: [architectureOf(args)],
        layers: args.layers,
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
      // The first events fail if the function exists before its permissions.
      { parent: this, dependsOn: [policy] },
    );

    this.registerOutputs({ function: this.function, logGroup: this.logGroup, role: this.role });
  }

  /** Bundles the closure into one file. Refuses a closure that would behave differently in Lambda. */
  private async code(
    name: string,
    args: CallbackArgs<Event, Context, Result>,
  ): Promise<pulumi.Output<pulumi.asset.Archive>> {
    const { AssetArchive, FileAsset, StringAsset } = pulumi.asset;
    const owner = { name, component: this, allowSecrets: args.allowSecrets ?? false };
    const { external = [], layerPackages = [] } = args;
    const bundle = await checkedBundle(args.callbackFactory, "factory", owner, {
      nodeMajor: NODE_MAJOR,
      architecture: architectureOf(args),
      external,
      layerPackages,
    });
    const files: pulumi.asset.AssetMap = { "index.js": new StringAsset(bundle.code) };
    for (const [at, path] of bundle.files) files[at] = new FileAsset(path);
    if (args.sourceMap) {
      files["index.js"] = new StringAsset(`${bundle.code}//# sourceMappingURL=index.js.map\n`);
      files["index.js.map"] = new StringAsset(bundle.sourceMap);
    }
    const archive = new AssetArchive(files);
    return bundle.containsSecrets ? pulumi.secret(archive) : pulumi.output(archive);
  }
}

function architectureOf({ architectures }: { architectures?: [Architecture] }): Architecture {
  return architectures?.[0] ?? "arm64";
}

/** The log group already exists, so the function need not create it. */
function writeLog(logGroup: cloudwatch.LogGroup): Statement {
  return {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: pulumi.interpolate`${logGroup.arn}:*`,
  };
}

/** X-Ray has no resource-level permissions. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const SEND_TRACES: Statement = {
  Effect: "Allow",
  Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  Resource: "*",
};
