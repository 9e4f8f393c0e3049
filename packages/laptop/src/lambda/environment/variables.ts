import { delimiter, join } from "node:path";
import { layersFolder, layerVariables } from "../archive/layers";
import type { Credentials } from "../../iam/access/credentials";
import type { LambdaFunction } from "../../model/model";

interface VariablesOptions {
  region: string;
  credentials: Credentials;
  taskRoot: string;
  /** The environment's own folder for temporary files. */
  temporaryFolder: string;
  logStream: string;
  initializationType: InitializationType;
  /** Endpoints of local services, by the name that the AWS SDK reads, for example AWS_ENDPOINT_URL_DYNAMODB. */
  endpoints: Record<string, string>;
}

export type InitializationType = "on-demand" | "provisioned-concurrency";

/**
 * The environment variables of an execution environment, in the order of AWS's list, without
 * AWS_LAMBDA_RUNTIME_API. During an event, _X_AMZN_TRACE_ID is set as well.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentVariables(
  { name, handler, runtime, memorySizeMb, logGroup, logging, environment }: LambdaFunction,
  options: VariablesOptions,
): Record<string, string> {
  const { region, credentials, taskRoot, logStream, initializationType, endpoints } = options;
  const { temporaryFolder } = options;
  const reserved = {
    _HANDLER: handler,
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    // The OS-only runtimes have none.
    ...(!runtime.startsWith("provided") && { AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}` }),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: taskRoot,
  };
  return {
    ...reserved,
    LANG: "en_US.UTF-8",
    PATH: `${process.env.PATH ?? ""}${delimiter}${join(layersFolder(taskRoot), "bin")}`,
    ...layerVariables(runtime, taskRoot),
    TZ: ":UTC",
    // Not in AWS's list, but set by the shell that starts the runtime.
    PWD: taskRoot,
    SHLVL: "0",
    // Not in AWS's list, but Lambda's runtime reads them.
    ...(logging.format === "JSON" && {
      AWS_LAMBDA_LOG_FORMAT: "JSON",
      AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel,
    }),
    // Differs from AWS: HOME is the folder of the code, so that the SDK ignores the developer's own AWS configuration.
    HOME: taskRoot,
    // Differs from AWS: temporary files are below TMPDIR, because every environment shares this machine's /tmp.
    TMPDIR: temporaryFolder,
    ...endpoints,
    ...environment,
    ...reserved,
  };
}

/** Variables of AWS's list that are not set here, with the reason. */
export const LEFT_OUT: Record<string, string> = {
  AWS_ACCESS_KEY: "the old name of AWS_ACCESS_KEY_ID, which the Node.js runtimes do not set",
  AWS_LAMBDA_MAX_CONCURRENCY: "only on Managed Instances, which handle several events at once",
  AWS_LAMBDA_METADATA_API: "no metadata endpoint, which would report the Availability Zone",
  LAMBDA_RUNTIME_DIR: "the runtime has no folder of its own",
  PYTHONPATH: "only where Python runs",
  GEM_PATH: "only where Ruby runs",
  AWS_XRAY_CONTEXT_MISSING: "no X-Ray daemon",
  AWS_XRAY_DAEMON_ADDRESS: "no X-Ray daemon",
  AWS_LAMBDA_DOTNET_PREJIT: "only where .NET runs",
};
