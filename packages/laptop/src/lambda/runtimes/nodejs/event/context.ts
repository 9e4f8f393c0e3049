import type { RuntimeEvent } from "../client/runtime-client";
import { hasCallbacks } from "../version";

/** What every handler gets of an event. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface Context {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
  [field: string]: unknown;
}

/** Fields of the environment's variables, in the order that `JSON.stringify` shows. */
export function environmentFields() {
  const { env } = process;
  const { AWS_LAMBDA_FUNCTION_NAME: functionName, AWS_LAMBDA_FUNCTION_VERSION: functionVersion } =
    env;
  return {
    ...(hasCallbacks ? { functionVersion, functionName } : { functionName, functionVersion }),
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

/** Fields of the event's headers. Also sets _X_AMZN_TRACE_ID. */
export function eventFields({ requestId, headers }: RuntimeEvent) {
  const traceId = headers["lambda-runtime-trace-id"];
  if (traceId) process.env._X_AMZN_TRACE_ID = traceId;
  else delete process.env._X_AMZN_TRACE_ID;
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const stoppedBeforeMs = stoppedMs();
  return {
    clientContext: parsed(headers["lambda-runtime-client-context"]),
    identity: parsed(headers["lambda-runtime-cognito-identity"]),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: requestId,
    tenantId: headers["lambda-runtime-aws-tenant-id"],
    getRemainingTimeInMillis: () => deadline - Date.now() + stoppedMs() - stoppedBeforeMs,
  };
}

/** Who runs the function may say how long a debugger stopped it: `since` is set while it does. */
function stoppedMs(): number {
  const stopped = (globalThis as Record<symbol, unknown>)[Symbol.for("aws.lambda.stopped")];
  if (!stopped) return 0;
  const { ms, since } = stopped as { ms: number; since?: number };
  return ms + (since === undefined ? 0 : Date.now() - since);
}

function parsed(header: string | undefined): unknown {
  return header ? (JSON.parse(header) as unknown) : undefined;
}
