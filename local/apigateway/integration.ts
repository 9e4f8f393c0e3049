import type { Clock } from "../clock";
import type { InvocationResult } from "../lambda/environment";
import type { Integration } from "../model/model";

/** What the integration made of an event. */
export type IntegrationOutcome =
  | { kind: "answered"; statusCode: number; headers: Record<string, string>; body: string }
  /** The function failed. */
  | { kind: "functionError" }
  /** The function answered something that is not a proxy response. */
  | { kind: "malformed" }
  /** No permission lets API Gateway invoke the function. */
  | { kind: "forbidden" }
  | { kind: "timeout" };

export type Invoke = (functionName: string, payload: string) => Promise<InvocationResult>;

export interface IntegrationDeps {
  invoke: Invoke;
  /** Whether API Gateway may invoke the function for this route. */
  mayInvoke: (functionName: string, sourceArn: string) => boolean;
  clock: Clock;
}

/**
 * Calls the integration of a route, and stops waiting after its timeout. The function runs on, as in AWS.
 * @param sourceArn ARN of the route, which the function's permission names.
 */
export async function integrate(
  integration: Integration,
  event: object,
  sourceArn: string,
  { invoke, mayInvoke, clock }: IntegrationDeps,
): Promise<IntegrationOutcome> {
  if (integration.type === "MOCK") {
    return {
      kind: "answered",
      statusCode: integration.statusCode,
      headers: {},
      body: integration.body,
    };
  }
  const { functionName, timeoutMs } = integration;
  if (!mayInvoke(functionName, sourceArn)) return { kind: "forbidden" };
  const result = await within(clock, timeoutMs, invoke(functionName, JSON.stringify(event)));
  if (!result) return { kind: "timeout" };
  return result.functionError ? { kind: "functionError" } : proxyResponse(result.payload);
}

/** What the promise gives, or undefined if it takes too long. */
export async function within<T>(
  clock: Clock,
  limitMs: number,
  promise: Promise<T>,
): Promise<T | undefined> {
  let tooLate!: () => void;
  const timeout = new Promise<undefined>((resolve) => (tooLate = () => resolve(undefined)));
  const timer = clock.deadline(limitMs, tooLate);
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    timer.cancel();
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
function proxyResponse(payload: string): IntegrationOutcome {
  const response = JSON.parse(payload) as Record<string, unknown> | null;
  const statusCode = Number(response?.statusCode ?? NaN);
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599)
    return { kind: "malformed" };
  const { headers, body, isBase64Encoded } = response as Record<string, unknown>;
  if (body !== undefined && body !== null && typeof body !== "string") return { kind: "malformed" };
  const texts = Object.entries((headers as object | null) ?? {}).map(([n, value]) => [
    n,
    String(value),
  ]);
  return {
    kind: "answered",
    statusCode,
    headers: Object.fromEntries(texts) as Record<string, string>,
    body:
      isBase64Encoded === true ? Buffer.from(body ?? "", "base64").toString("utf8") : (body ?? ""),
  };
}
