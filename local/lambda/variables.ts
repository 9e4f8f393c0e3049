import type { Credentials } from "../iam/credentials";
import type { LambdaFunction } from "../model/model";

interface VariablesOptions {
  region: string;
  credentials: Credentials;
  taskRoot: string;
  logStream: string;
  /** Endpoints of local services, by the name that the AWS SDK reads, for example AWS_ENDPOINT_URL_DYNAMODB. */
  endpoints: Record<string, string>;
}

/**
 * The environment variables of an execution environment, in the order of AWS's list.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentVariables(
  { name, handler, runtime, memorySizeMb, logGroup, environment }: LambdaFunction,
  { region, credentials, taskRoot, logStream, endpoints }: VariablesOptions,
): Record<string, string> {
  return {
    _HANDLER: handler,
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: taskRoot,
    LANG: "en_US.UTF-8",
    PATH: process.env.PATH ?? "",
    TZ: ":UTC",
    // Differs from AWS: the SDK must not read the configuration of whoever owns this laptop.
    HOME: taskRoot,
    ...endpoints,
    ...environment,
  };
}
