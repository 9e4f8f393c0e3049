import { UserError } from "../shared/errors";
import { codeIn, layersOf, type SuppliedLayers } from "./code";
import { describe, refuse, textOf, type OfType, type PlainResource } from "./declared";
import { checkFunction, environmentOf } from "./function-checks";
import type { CalledFunction, EventInvokeConfig, LambdaFunction, LoggingConfig } from "./model";
import { runtimeOf } from "./runtimes";

export const FUNCTION = "aws:lambda/function:Function";

/** The default concurrency limit of an account. */
export const ACCOUNT_CONCURRENCY = 1000;
/** The concurrency that must stay unreserved. */
const MIN_UNRESERVED = 100;

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
const EVENT_INVOKE_DEFAULTS = { maximumRetryAttempts: 2, maximumEventAgeMs: 6 * 60 * 60 * 1000 };

/** The functions of a program, with their aliases and configurations. */
export function buildFunctions(ofType: OfType, supplied?: SuppliedLayers): LambdaFunction[] {
  const resources = ofType(FUNCTION);
  resources.forEach((resource, index) => refuseTaken(resource, resources.slice(0, index)));
  const functions = resources.map((resource) => buildFunction(resource, ofType, supplied));
  const reserved = functions.reduce((sum, f) => sum + (f.reservedConcurrency ?? 0), 0);
  if (reserved <= ACCOUNT_CONCURRENCY - MIN_UNRESERVED) return functions;
  throw new UserError(
    "MODEL",
    `The functions reserve a concurrency of ${reserved}. AWS keeps ${MIN_UNRESERVED} of ${ACCOUNT_CONCURRENCY} unreserved. Lower reservedConcurrentExecutions.`,
  );
}

/** Differs from AWS: functions of two regions may not have the same name. */
function refuseTaken(resource: PlainResource, others: PlainResource[]): void {
  const taken = others.find(({ outputs }) => outputs.name === resource.outputs.name);
  if (taken === undefined) return;
  const name = textOf(resource.outputs.name);
  refuse(
    resource,
    `has the name "${name}" of ${describe(taken)}. Here a name is one function's in all regions: leave name out, or put the region in it.`,
  );
}

/**
 * Finds the function of a URI arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{ARN}/invocations, whose ARN
 * may end in a qualifier.
 */
export function functionOf(
  resource: PlainResource,
  property: string,
  uri: string,
  functions: LambdaFunction[],
): CalledFunction {
  const [, arn, qualifier] =
    /functions\/((?:[^:/]+:){6}[^:/]+)(?::([^/]+))?\/invocations$/.exec(uri) ?? [];
  const found = functions.find(
    (candidate) =>
      candidate.arn === arn && (qualifier === undefined || isQualifierOf(candidate, qualifier)),
  );
  if (found) return { functionName: found.name, ...(qualifier !== undefined && { qualifier }) };
  throw new UserError(
    "MODEL",
    `${describe(resource)} calls "${uri}", which is not a function of this program. Set ${property} to the function's invokeArn.`,
  );
}

function buildFunction(
  resource: PlainResource,
  ofType: OfType,
  supplied?: SuppliedLayers,
): LambdaFunction {
  const { name, outputs } = resource;
  const runtime = runtimeOf(resource);
  const code = codeIn(resource, ofType);
  const environment = environmentOf(resource);
  checkFunction(resource, environment);
  const own = (type: string) =>
    ofType(type).filter((other) => isOf(textOf(other.outputs.functionName), outputs));
  const reserved = Number(outputs.reservedConcurrentExecutions ?? -1);
  return {
    logicalName: name,
    name: textOf(outputs.name),
    arn: textOf(outputs.arn),
    roleArn: textOf(outputs.role),
    handler: textOf(outputs.handler),
    runtime,
    memorySizeMb: Number(outputs.memorySize),
    timeoutMs: Number(outputs.timeout) * 1000,
    environment,
    code,
    layers: layersOf(resource, ofType, supplied),
    ...loggingOf(outputs),
    qualifiers: qualifiersOf(resource, own("aws:lambda/alias:Alias")),
    reservedConcurrency: reserved < 0 ? undefined : reserved,
    isTraced: (outputs.tracingConfig as { mode?: string } | undefined)?.mode === "Active",
    provisionedConcurrency: own(
      "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    ).reduce((sum, config) => sum + Number(config.outputs.provisionedConcurrentExecutions), 0),
    eventInvoke: eventInvokeOf(
      own("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")[0],
    ),
    deadLetterArn: deadLetterOf(resource),
  };
}

/** Whether a function has a version or an alias. */
export function isQualifierOf({ qualifiers }: LambdaFunction, qualifier: string): boolean {
  return qualifier === LATEST || qualifiers.includes(qualifier);
}

const LATEST = "$LATEST";

/** The published version, if there is one, and the aliases. */
function qualifiersOf(resource: PlainResource, aliases: PlainResource[]): string[] {
  const versions = resource.outputs.publish === true ? [textOf(resource.outputs.version)] : [];
  for (const alias of aliases) {
    const version = String(alias.outputs.functionVersion);
    if (version === LATEST || versions.includes(version)) continue;
    throw new UserError(
      "MODEL",
      `${describe(alias)} points to version "${version}", which ${describe(resource)} does not have. Set publish on the function, and functionVersion to its version.`,
    );
  }
  return [...versions, ...aliases.map(({ outputs }) => textOf(outputs.name))];
}

/** Whether a name, an ARN or an ARN with a qualifier names the function. */
function isOf(functionName: string, { name, arn }: PlainResource["outputs"]): boolean {
  return (
    functionName === name || functionName === arn || functionName.startsWith(`${textOf(arn)}:`)
  );
}

function loggingOf(outputs: PlainResource["outputs"]) {
  const config = (outputs.loggingConfig ?? {}) as Record<string, string | undefined>;
  // Log levels only filter JSON logs.
  const logging: LoggingConfig =
    config.logFormat === "JSON"
      ? {
          format: "JSON",
          applicationLevel: config.applicationLogLevel ?? "INFO",
          systemLevel: config.systemLogLevel ?? "INFO",
        }
      : { format: "Text" };
  return { logGroup: config.logGroup ?? `/aws/lambda/${textOf(outputs.name)}`, logging };
}

function eventInvokeOf(resource: PlainResource | undefined): EventInvokeConfig {
  if (!resource) return EVENT_INVOKE_DEFAULTS;
  const { maximumRetryAttempts, maximumEventAgeInSeconds, destinationConfig } = resource.outputs;
  const targets = (destinationConfig ?? {}) as Record<string, { destination?: string } | undefined>;
  const target = (condition: string) => {
    const arn = targets[condition]?.destination;
    return arn === undefined ? {} : { [condition]: supported(resource, arn) };
  };
  return {
    maximumRetryAttempts: Number(
      maximumRetryAttempts ?? EVENT_INVOKE_DEFAULTS.maximumRetryAttempts,
    ),
    maximumEventAgeMs:
      maximumEventAgeInSeconds === undefined
        ? EVENT_INVOKE_DEFAULTS.maximumEventAgeMs
        : Number(maximumEventAgeInSeconds) * 1000,
    ...target("onFailure"),
    ...target("onSuccess"),
  };
}

function deadLetterOf(resource: PlainResource): string | undefined {
  const config = resource.outputs.deadLetterConfig as { targetArn?: string } | undefined;
  const arn = config?.targetArn;
  if (arn === undefined || /^arn:[^:]+:sqs:/.test(arn)) return arn;
  return refuse(resource, `has the dead-letter target "${arn}". Only queues (SQS) are emulated.`);
}

function supported(resource: PlainResource, arn: string): string {
  if (/^arn:[^:]+:(sqs|lambda):/.test(arn)) return arn;
  return refuse(
    resource,
    `sends to "${arn}", which is not emulated. Queues (SQS) and functions are.`,
  );
}
