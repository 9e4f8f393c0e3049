import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import {
  functionArgsOf,
  refusalOf,
  runsOn,
  variablesOf,
  type CallbackArgs,
  type LambdaContext,
} from "./callback-args";
import { checkedBundle } from "./checked-bundle";
import { functionRole } from "./function-role";

/** As aws.lambda.CallbackFunction has it. */
const DEFAULT_TIMEOUT_SECONDS = 180;
const DEFAULT_RETENTION_DAYS = 30;

/**
 * A Lambda function made of a TypeScript closure. Pulumi serializes the closure; esbuild bundles it with
 * the parts of the packages that it uses. The function has its own role, without managed policies, and
 * its own log group. All are named after the component.
 *
 * It takes the arguments of aws.lambda.CallbackFunction and has the outputs that programs use of it.
 */
export class Callback<Event, Context = LambdaContext, Result = unknown>
  extends pulumi.ComponentResource
{
  readonly function: lambda.Function;
  readonly logGroup: cloudwatch.LogGroup;
  private readonly knownRole: iam.Role | undefined;

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
    const refusal = refusalOf(args);
    if (refusal !== undefined)
      throw new pulumi.ResourceError(`Callback "${name}" ${refusal}`, this, true);
    const { role, encryptionKeyArn } = args;
    const { runtime, architecture } = runsOn(args);
    const functionArgs = functionArgsOf(args);

    this.logGroup = new cloudwatch.LogGroup(
      name,
      {
        retentionInDays: args.logRetentionDays ?? DEFAULT_RETENTION_DAYS,
        kmsKeyId: encryptionKeyArn,
      },
      { parent: this },
    );

    const own = role === undefined ? functionRole(name, args, this.logGroup, this) : undefined;
    this.knownRole = own?.role ?? (iam.Role.isInstance(role) ? role : undefined);

    this.function = new lambda.Function(
      name,
      {
        timeout: DEFAULT_TIMEOUT_SECONDS,
        ...functionArgs,
        role: this.knownRole?.arn ?? (role as pulumi.Input<string>),
        code: pulumi.output(this.code(name, args)),
        handler: "index.handler",
        runtime,
        architectures: [architecture],
        environment: {
          variables: {
            ...(args.sourceMap && { NODE_OPTIONS: "--enable-source-maps" }),
            ...variablesOf(args.environment ?? {}),
          },
        },
        reservedConcurrentExecutions:
          args.reservedConcurrency ?? functionArgs.reservedConcurrentExecutions,
        kmsKeyArn: encryptionKeyArn ?? functionArgs.kmsKeyArn,
        tracingConfig: args.tracing ? { mode: "Active" } : functionArgs.tracingConfig,
        loggingConfig: pulumi
          .all([functionArgs.loggingConfig, this.logGroup.name])
          .apply(([config, logGroup]) => ({ logFormat: "Text", logGroup, ...config })),
      },
      // The first events fail if the function exists before its permissions.
      { parent: this, dependsOn: own ? [own.policy] : [] },
    );

    this.registerOutputs({
      function: this.function,
      logGroup: this.logGroup,
      role: this.knownRole,
    });
  }

  /**
   * The function's role.
   * @throws if the program gave the ARN of one instead.
   */
  get role(): iam.Role {
    if (this.knownRole) return this.knownRole;
    const message = "The role was given by its ARN, so that only the program knows more of it.";
    throw new pulumi.ResourceError(message, this, true);
  }

  // As on aws.lambda.Function, so that one can take the place of the other.
  get arn(): pulumi.Output<string> {
    return this.function.arn;
  }

  get id(): pulumi.Output<string> {
    return this.function.id;
  }

  get invokeArn(): pulumi.Output<string> {
    return this.function.invokeArn;
  }

  get name(): pulumi.Output<string> {
    return this.function.name;
  }

  get qualifiedArn(): pulumi.Output<string> {
    return this.function.qualifiedArn;
  }

  get version(): pulumi.Output<string> {
    return this.function.version;
  }

  /** Bundles the closure into one file. Refuses a closure that would behave differently in Lambda. */
  private async code(
    name: string,
    args: CallbackArgs<Event, Context, Result>,
  ): Promise<pulumi.Output<pulumi.asset.Archive>> {
    const { AssetArchive, FileAsset, StringAsset } = pulumi.asset;
    const { callback, callbackFactory, allowSecrets = false, external = [] } = args;
    const closure = callback ?? callbackFactory;
    const form = callback ? "callback" : "factory";
    const bundle = await checkedBundle(
      closure,
      form,
      { name, component: this, allowSecrets },
      { ...runsOn(args), external, layerPackages: args.layerPackages ?? [] },
    );
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
