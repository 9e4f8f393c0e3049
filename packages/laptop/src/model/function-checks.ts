import { UserError } from "../shared/errors";
import { describe, type PlainResource } from "./declared";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ENVIRONMENT_BYTES = 4096;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED = new Set(
  [
    "_HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR",
  ].flatMap((line) => line.split(" ")),
);

/** The environment variables of a function. As with the AWS provider, numbers and booleans become texts. */
export function environmentOf(resource: PlainResource): Record<string, string> {
  const { variables } = (resource.outputs.environment ?? {}) as { variables?: object };
  const entries = Object.entries(variables ?? {}).filter(([, value]) => value != null);
  const nested = entries.find(([, value]) => typeof value === "object");
  if (nested)
    throw rejected(
      resource,
      `sets the environment variable "${nested[0]}" to an object. Make it a text, for example with JSON.stringify.`,
    );
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

interface FunctionProperties {
  name: string;
  handler?: string;
  description?: string;
  memorySize?: number;
  timeout?: number;
  ephemeralStorage?: { size?: number };
  architectures?: string[];
  reservedConcurrentExecutions?: number;
}

/**
 * Makes the checks that CreateFunction makes. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 * @throws UserError that names the function and what AWS would not accept.
 */
export function checkFunction(resource: PlainResource, environment: Record<string, string>): void {
  const properties = resource.outputs as unknown as FunctionProperties;
  const { name, handler = "", description = "", ephemeralStorage, architectures } = properties;
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name))
    throw rejected(
      resource,
      `has the name "${name}". AWS allows 1 to 64 letters, digits, hyphens and underscores. Set name.`,
    );
  if (/\s/.test(handler) || handler.length > 128)
    throw rejected(
      resource,
      `has the handler "${handler}". AWS allows 128 characters without spaces. Set handler.`,
    );
  if (description.length > 256)
    throw rejected(resource, `has a description of more than 256 characters. Shorten it.`);
  checkRange(resource, "memorySize", properties.memorySize, 128, 10_240);
  checkRange(resource, "timeout", properties.timeout, 1, 900);
  checkRange(resource, "ephemeralStorage", ephemeralStorage?.size, 512, 10_240);
  if (architectures && !/^(x86_64|arm64)$/.test(architectures.join()))
    throw rejected(
      resource,
      `has the architectures "${architectures.join()}". AWS takes one: x86_64 or arm64.`,
    );
  checkEnvironment(resource, environment);
}

function checkRange(
  resource: PlainResource,
  property: string,
  value: number | undefined,
  min: number,
  max: number,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw rejected(resource, `has ${property} ${value}. Choose ${min} to ${max}.`);
}

function checkEnvironment(resource: PlainResource, environment: Record<string, string>): void {
  const names = Object.keys(environment);
  const reserved = names.filter((name) => RESERVED.has(name));
  if (reserved.length > 0)
    throw rejected(
      resource,
      `sets environment variables that Lambda reserves: ${reserved.join(", ")}. Choose other names.`,
    );
  const wrong = names.find((name) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name));
  if (wrong !== undefined)
    throw rejected(
      resource,
      `has an environment variable "${wrong}". AWS allows names of two or more letters, digits and underscores that begin with a letter.`,
    );
  // Lambda measures them as JSON: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html
  const bytes = Buffer.byteLength(JSON.stringify(environment));
  if (bytes > MAX_ENVIRONMENT_BYTES)
    throw rejected(
      resource,
      `has ${bytes} bytes of environment variables. AWS allows ${MAX_ENVIRONMENT_BYTES}. Put large values into the code or a table.`,
    );
}

/** What is wrong with a function that AWS would not create. */
export function rejected(resource: PlainResource, why: string): UserError {
  return new UserError("MODEL", `${describe(resource)} ${why}`);
}
