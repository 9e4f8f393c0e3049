import type * as iam from "@pulumi/aws/iam";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import type { Architecture } from "./external/platform";
import type { Statement } from "./statement";

/** The Node.js version that functions run on unless they say otherwise: the active LTS. */
const NODE_MAJOR = 24;
/** The oldest that esbuild's output and the AWS SDK are made for. */
const OLDEST_NODE_MAJOR = 20;

/** What Lambda tells a handler of an invocation, on every Node.js. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export type LambdaContext = Omit<
  lambda.Context,
  "callbackWaitsForEmptyEventLoop" | "done" | "fail" | "succeed"
>;

/** Handles one event at a time. */
export type Handler<Event, Context, Result> = (event: Event, context: Context) => Promise<Result>;

/** The function's code: a closure. It may capture functions and plain data. */
type Closure<Event, Context, Result> =
  | {
      /** Handles the events. What it needs for longer than one event is made in a callbackFactory. */
      callback: Handler<Event, Context, Result>;
      callbackFactory?: never;
    }
  | {
      callback?: never;
      /** Runs once per execution environment, in the Init phase: create clients here. It returns the handler. */
      callbackFactory: () => Handler<Event, Context, Result>;
    };

/** What aws.lambda.Function takes and Callback passes on. */
type FunctionArgs = Omit<
  lambda.FunctionArgs,
  | "architectures"
  | "code"
  | "environment"
  | "handler"
  | "imageConfig"
  | "imageUri"
  | "packageType"
  | "role"
  | "runtime"
  | "s3Bucket"
  | "s3Key"
  | "s3ObjectVersion"
  | "sourceCodeHash"
>;

interface Settings extends FunctionArgs {
  /** Statements of the function's role, in addition to those that Lambda needs for the function's settings. */
  allow?: Statement[];
  /**
   * A role instead of the function's own. It is used as it is, so it must allow all that the function does,
   * writing to `logGroup` included, and `allow` is refused.
   */
  role?: iam.Role | pulumi.Input<string>;
  /** Environment variables. Pass outputs here: a closure must not capture them. */
  environment?: Variables | { variables: Variables };
  /** Megabytes; more memory is more CPU. Default: 128. */
  memorySize?: lambda.FunctionArgs["memorySize"];
  /** Seconds after which Lambda stops an invocation. Default: 180. */
  timeout?: lambda.FunctionArgs["timeout"];
  /** Days that CloudWatch keeps the log. Default: 30. */
  logRetentionDays?: pulumi.Input<number>;
  /** Default: nodejs24.x, the active LTS. */
  runtime?: `nodejs${number}.x`;
  /** The instruction set. Default: arm64, which costs less. */
  architectures?: Architecture[];
  /**
   * Packages that are not bundled, such as those with native parts. Their files and those of what they
   * depend on are shipped as they are installed, for the function's architecture. What they require and
   * is not installed is left out.
   */
  external?: string[];
  /** Packages that one of the layers has: they are not bundled either, and not shipped. */
  layerPackages?: string[];
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
  /** Whether X-Ray traces invocations. */
  tracing?: boolean;
  /** ARN of the KMS key that encrypts the log and the environment variables. Default: a key of AWS. */
  encryptionKeyArn?: pulumi.Input<string> | undefined;
}

type Variables = Record<string, pulumi.Input<string>>;

export type CallbackArgs<Event, Context = LambdaContext, Result = unknown> = Settings &
  Closure<Event, Context, Result>;

/** What is no argument of aws.lambda.Function, or has another form there. */
const OWN = new Set(
  [
    "callback callbackFactory allow role environment runtime architectures external layerPackages sourceMap",
    "allowSecrets logRetentionDays reservedConcurrency tracing encryptionKeyArn",
  ].flatMap((line) => line.split(" ")),
);

/** The arguments that the function gets as they are, those of newer versions of the provider included. */
export function functionArgsOf(args: object): FunctionArgs {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !OWN.has(name)));
}

/** Environment variables, in either form. */
export function variablesOf(environment: NonNullable<Settings["environment"]>): Variables {
  const { variables } = environment;
  const isNested = typeof variables === "object" && !pulumi.Output.isInstance(variables);
  return isNested ? (variables as Variables) : (environment as Variables);
}

/** What a Callback runs on. */
export function runsOn({
  runtime = `nodejs${NODE_MAJOR}.x`,
  architectures = ["arm64"],
}: Pick<Settings, "architectures" | "runtime">) {
  return {
    runtime,
    nodeMajor: Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1]),
    architecture: architectures[0]!,
  };
}

/** What nobody should have to find out from AWS, or from a function that fails. Programs may be JavaScript. */
export function refusalOf(args: CallbackArgs<never, never>): string | undefined {
  const { callback, callbackFactory, allow, role, layers, layerPackages = [] } = args;
  const {
    architectures = [],
    policies,
    codePathOptions,
  } = args as typeof args & FromCallbackFunction;
  const { runtime, nodeMajor } = runsOn(args);
  if ((callback === undefined) === (callbackFactory === undefined))
    return "needs one of callback and callbackFactory.";
  if (!(nodeMajor >= OLDEST_NODE_MAJOR))
    return `has the runtime "${runtime}". A closure runs on nodejs${OLDEST_NODE_MAJOR}.x or later.`;
  // https://aws.amazon.com/blogs/compute/node-js-24-runtime-now-available-in-aws-lambda/
  if (callback && callback.length > 2 && nodeMajor >= NODE_MAJOR)
    return `has a callback with three parameters, and ${runtime} calls it with two. Return a promise instead of calling the third, or set runtime to "nodejs22.x".`;
  if (architectures.length > 1 || !["arm64", "x86_64"].includes(runsOn(args).architecture))
    return `has the architectures "${architectures.join()}". Choose one: arm64 or x86_64.`;
  if (role !== undefined && allow !== undefined)
    return "has role and allow. A role that is given stays as it is: put the statements there, or leave out role.";
  if (policies !== undefined)
    return "has policies, and Callback attaches no managed policies. Say in allow what the function may do.";
  if (codePathOptions !== undefined)
    return "has codePathOptions, and Callback bundles what the closure uses. Name in external what is to be shipped as it is.";
  if (layerPackages.length > 0 && layers === undefined)
    return "has layerPackages and no layers. Set layers to the ARN of the one that has them.";
  return undefined;
}

/** What aws.lambda.CallbackFunction takes and Callback does not. */
interface FromCallbackFunction {
  policies?: unknown;
  codePathOptions?: unknown;
}
