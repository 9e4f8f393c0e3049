import { randomUUID } from "node:crypto";

/** One event for a function. */
export interface Invocation {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** Includes the alias or version, if one was asked for. */
  functionArn: string;
  clientContext?: unknown;
}

/** The response to an invocation: JSON, and whether the function failed. */
export interface InvocationResult {
  payload: string;
  functionError?: "Unhandled";
  /** The last 4 KB of the log. */
  logTail?: string;
}

/** @param requestId a new one by default. */
export function newInvocation(
  functionArn: string,
  payload: string,
  requestId: string = randomUUID(),
): Invocation {
  return { requestId, functionArn, payload };
}
