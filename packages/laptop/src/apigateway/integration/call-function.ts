import { randomUUID } from "node:crypto";
import type { InvocationResult } from "../../lambda/environment/execution-environment";
import type { CalledFunction, FunctionTarget } from "../../model/model";
import type { Clock } from "../../shared/clock";
import { HANDSHAKES } from "../handshake/in-turn";
import type { GatewayState } from "../state";

/** The part of an event that the journal records. */
export interface FunctionEvent {
  requestContext: { connectionId: string; routeKey: string; eventType: string };
}

/** How a call ended. `payload` is parsed JSON; undefined if it is not JSON. */
export type Called =
  | { kind: "result" | "functionError"; payload: unknown }
  | { kind: "forbidden" | "timeout" };

/** The function that an API calls in a stage. */
export function inStage<T extends FunctionTarget>(target: T, stage: string): T {
  return { ...target, ...target.byStage?.[stage] };
}

/**
 * Calls a function, and stops waiting at the timeout. As on AWS, the function keeps running.
 * @param sourceArn ARN of the route or the authorizer, which the function's permission names.
 */
export function callFunction(
  called: CalledFunction & { timeoutMs: number },
  sourceArn: string,
  event: FunctionEvent,
  state: GatewayState,
): Promise<Called> {
  const { connectionId, routeKey, eventType } = event.requestContext;
  const sender = eventType === "CONNECT" ? HANDSHAKES : connectionId;
  const call = { event, sender, recorded: { connectionId, routeKey } };
  return callFor(called, sourceArn, call, state);
}

/** What a function is called for. */
export interface Call {
  event: object;
  /** Whose event it is. While the machine is busy, senders take turns. */
  sender: string;
  /** What the journal says of it beside the function. */
  recorded: { connectionId?: string; apigwRequestId?: string; routeKey: string };
}

/** The same for an event of any kind. */
export async function callFor(
  called: CalledFunction & { timeoutMs: number },
  sourceArn: string,
  { event, sender, recorded }: Call,
  { invoke, access, clock, journal }: GatewayState,
): Promise<Called> {
  const { functionName, qualifier, timeoutMs } = called;
  if (!access.mayInvoke(called, sourceArn)) return { kind: "forbidden" };
  const target = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  const requestId = randomUUID();
  journal.record("apigateway", "invoke", { ...recorded, function: functionName, requestId });
  const payload = JSON.stringify(event);
  const invocation = invoke(target, payload, requestId, sender).catch(() => FAILED);
  const result = await within(clock, timeoutMs, invocation);
  if (!result) return { kind: "timeout" };
  const kind = result.functionError ? "functionError" : "result";
  return { kind, payload: parse(result.payload) };
}

/** The call did not reach the function. */
const FAILED: InvocationResult = { payload: "null", functionError: "Unhandled" };

/** What the promise resolves to, or undefined after the limit. */
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
