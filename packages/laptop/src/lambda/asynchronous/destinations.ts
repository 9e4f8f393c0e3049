/** The outcome of an asynchronous invocation. */
export interface InvocationRecord {
  condition: "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";
  requestId: string;
  /** Includes the alias or version, if one was asked for. */
  functionArn: string;
  invokeCount: number;
  requestPayload: string;
  /** The function's last response; undefined if it was never invoked. */
  answer: { payload: string; functionError?: string } | undefined;
  nowMs: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export function recordOf(record: InvocationRecord): string {
  const { condition, requestId, functionArn, invokeCount, requestPayload, answer, nowMs } = record;
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date(nowMs).toISOString(),
    requestContext: {
      requestId,
      functionArn: qualified(functionArn),
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: JSON.parse(requestPayload) as unknown,
    ...(answer && {
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        ...(answer.functionError && { functionError: answer.functionError }),
      },
      responsePayload: JSON.parse(answer.payload) as unknown,
    }),
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
export function deadLetterAttributes({ requestId, answer }: InvocationRecord) {
  const error = JSON.parse(answer?.payload ?? "{}") as { errorMessage?: string };
  const ErrorMessage = Buffer.from(error.errorMessage ?? "")
    .subarray(0, 1024)
    .toString("utf8");
  // Only an event that was throttled on every attempt has no response.
  return { RequestID: requestId, ErrorCode: answer ? "200" : "429", ErrorMessage };
}

/** Adds the version to an ARN without one. */
function qualified(functionArn: string): string {
  return functionArn.split(":").length > 7 ? functionArn : `${functionArn}:$LATEST`;
}
