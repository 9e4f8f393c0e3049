import { randomUUID } from "node:crypto";
import type { Clock } from "../../shared/clock";
import type { InvocationResult } from "../../lambda/environment/execution-environment";
import type { Route } from "../../model/model";
import type { Destination, GatewayState } from "../state";
import { executionArn } from "../state";

/** What the integration made of an event. */
export type IntegrationOutcome =
  | { kind: "answered"; statusCode: number; headers: Record<string, string>; body: string }
  | { kind: IntegrationFailure };

export type IntegrationFailure =
  | "functionError"
  /** The function answered something that is not a proxy response. */
  | "malformed"
  /** No permission lets API Gateway invoke the function. */
  | "forbidden"
  | "timeout";

/** @param requestId of the invocation, under which Lambda logs it. */
export type Invoke = (
  functionName: string,
  payload: string,
  requestId: string,
) => Promise<InvocationResult>;

/** What functions are called with. */
export interface FunctionEvent {
  requestContext: { connectionId: string; routeKey: string };
}

/** Calls the integration of a route. A mock integration has no latency. */
export async function integrate(
  { routeKey, integration }: Route,
  event: FunctionEvent,
  { api, stage }: Destination,
  state: GatewayState,
): Promise<{ outcome: IntegrationOutcome; latencyMs?: number }> {
  if (integration.type === "MOCK") {
    const { statusCode, body } = integration;
    return { outcome: { kind: "answered", statusCode, headers: {}, body } };
  }
  const startedAt = state.clock.now();
  const sourceArn = executionArn(state, api.id, `${stage.name}/${routeKey}`);
  const called = await callFunction(integration, sourceArn, event, state);
  const outcome = called.kind === "result" ? proxyResponse(called.payload) : { kind: called.kind };
  return { outcome, latencyMs: state.clock.now() - startedAt };
}

/** What became of a call. A payload is parsed JSON; undefined if it is not JSON. */
export type Called =
  { kind: "result" | "functionError"; payload: unknown } | { kind: "forbidden" | "timeout" };

/**
 * Calls a function, and stops waiting after the timeout. The function runs on, as in AWS.
 * @param sourceArn ARN of the route or the authorizer, which the function's permission names.
 */
export async function callFunction(
  { functionName, timeoutMs }: { functionName: string; timeoutMs: number },
  sourceArn: string,
  event: FunctionEvent,
  { invoke, access, clock, journal }: GatewayState,
): Promise<Called> {
  if (!access.mayInvoke(functionName, sourceArn)) return { kind: "forbidden" };
  const { connectionId, routeKey } = event.requestContext;
  const requestId = randomUUID();
  journal.record("apigateway", "invoke", {
    connectionId,
    routeKey,
    function: functionName,
    requestId,
  });
  const invocation = invoke(functionName, JSON.stringify(event), requestId).catch(() => FAILED);
  const result = await within(clock, timeoutMs, invocation);
  if (!result) return { kind: "timeout" };
  const payload = parse(result.payload);
  return { kind: result.functionError ? "functionError" : "result", payload };
}

/** A call that did not even reach the function. */
const FAILED: InvocationResult = { payload: "null", functionError: "Unhandled" };

/** What the promise gives, or undefined if it takes too long. */
async function within<T>(
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
function proxyResponse(payload: unknown): IntegrationOutcome {
  if (!isObject(payload)) return { kind: "malformed" };
  const { headers, body, isBase64Encoded } = payload;
  const statusCode = statusOf(payload.statusCode);
  if (statusCode === undefined) return { kind: "malformed" };
  if (body !== undefined && body !== null && typeof body !== "string") return { kind: "malformed" };
  const texts = Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [
    name,
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

/** A status that can end an exchange, as a number or as its digits. */
function statusOf(value: unknown): number | undefined {
  const isStatus = /^[2-5]\d\d$/.test(String(value));
  return isStatus && (typeof value === "number" || typeof value === "string")
    ? Number(value)
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
