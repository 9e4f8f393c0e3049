/** An error of the Lambda service, not of a function: nothing was invoked. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    /** For example `ResourceNotFoundException`. */
    readonly type: string,
    message: string,
    /** Why an invocation is throttled. */
    readonly reason?: ThrottleReason,
  ) {
    super(message);
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
export type ThrottleReason =
  | "CallerRateLimitExceeded"
  | "ConcurrentInvocationLimitExceeded"
  | "FunctionInvocationRateLimitExceeded"
  | "ReservedFunctionConcurrentInvocationLimitExceeded";

export function notFound(functionArn: string): Refusal {
  return new Refusal(404, "ResourceNotFoundException", `Function not found: ${functionArn}`);
}

/** @param description of the function, for example `aws:lambda/function:Function "events"`. */
export function leftOut(description: string): Refusal {
  const message = `${description} is left out of this run of pulumi-laptop (--without).`;
  return new Refusal(501, "NotEmulated", message);
}

export function throttled(reason: ThrottleReason): Refusal {
  return new Refusal(429, "TooManyRequestsException", "Rate Exceeded.", reason);
}

export function tooLarge(bytes: number, invocationType: string, limit: number): Refusal {
  const message = `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`;
  return new Refusal(413, "RequestTooLargeException", message);
}

export function invalidContent(error: unknown): Refusal {
  const message = `Could not parse request body into json: ${(error as Error).message}`;
  return new Refusal(400, "InvalidRequestContentException", message);
}
