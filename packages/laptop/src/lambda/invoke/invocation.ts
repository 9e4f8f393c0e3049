import { randomUUID } from "node:crypto";

/** One event for a function. */
export interface Invocation {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** With the alias or version, if one was asked for. */
  functionArn: string;
  clientContext?: unknown;
}

/** What Lambda answers to an invocation: JSON, and whether the function failed. */
export interface InvocationResult {
  payload: string;
  functionError?: "Unhandled";
  /** The last 4 KB of what was logged. */
  logTail?: string;
}

/** @param requestId a new one if not given. */
export function newInvocation(
  functionArn: string,
  payload: string,
  requestId: string = randomUUID(),
): Invocation {
  return { requestId, functionArn, payload };
}
