import type { Clock } from "../clock";
import type { InvocationResult } from "../lambda/environment";
import type { Integration } from "../model/model";

/** What the Lambda proxy integration made of an event. */
export type IntegrationOutcome =
  | { kind: "answered"; statusCode: number; headers: Record<string, string>; body: string }
  /** The function failed. */
  | { kind: "functionError" }
  /** The function answered something that is not a proxy response. */
  | { kind: "malformed" }
  | { kind: "timeout" };

export type Invoke = (functionName: string, payload: string) => Promise<InvocationResult>;

/**
 * Calls the function of an integration, and stops waiting after the integration's timeout. The function
 * runs on, as in AWS.
 */
export async function integrate(
  { functionName, timeoutMs }: Integration,
  event: object,
  { invoke, clock }: { invoke: Invoke; clock: Clock },
): Promise<IntegrationOutcome> {
  let timedOut: () => void;
  const timeout = new Promise<undefined>((resolve) => (timedOut = () => resolve(undefined)));
  const timer = clock.after(timeoutMs, () => timedOut());
  const result = await Promise.race([invoke(functionName, JSON.stringify(event)), timeout]);
  timer.cancel();
  if (!result) return { kind: "timeout" };
  return result.functionError ? { kind: "functionError" } : proxyResponse(result.payload);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
function proxyResponse(payload: string): IntegrationOutcome {
  const response = JSON.parse(payload) as Record<string, unknown> | null;
  const statusCode = Number(response?.statusCode ?? NaN);
  if (!response || !Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599)
    return { kind: "malformed" };
  const { headers, body } = response as { headers?: Record<string, unknown>; body?: unknown };
  const texts = Object.entries(headers ?? {}).map(
    ([name, value]) => [name, String(value)] as const,
  );
  return {
    kind: "answered",
    statusCode,
    headers: Object.fromEntries(texts),
    body: typeof body === "string" ? body : "",
  };
}
