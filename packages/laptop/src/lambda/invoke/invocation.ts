import { randomUUID } from "node:crypto";

/** One event for a function. */
export interface Invocation {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** Includes the alias or version, if one was asked for. */
  functionArn: string;
  clientContext?: unknown;
  /** Whose event it is: a connection's ID, or empty. While the machine is busy, senders take turns. */
  sender: string;
}

/** The response to an invocation: JSON, and whether the function failed. */
export interface InvocationResult {
  payload: string;
  functionError?: "Unhandled";
  /** The last 4 KB of the log. */
  logTail?: string;
}

/**
 * @param requestId a new one by default.
 * @param sender a connection's ID, if its message is the event.
 */
export function newInvocation(
  functionArn: string,
  payload: string,
  requestId: string = randomUUID(),
  sender = "",
): Invocation {
  return { requestId, functionArn, payload, sender };
}
