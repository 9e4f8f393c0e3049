import type { Invocation, InvocationResult } from "../invoke/invocation";
import type { FunctionError } from "./messages";
import { MAX_RESPONSE_BYTES } from "../invoke/payload-limits";

/** The response to the caller of a function that failed. */
export function failed(error: FunctionError): InvocationResult {
  return { payload: JSON.stringify(error), functionError: "Unhandled" };
}

export function timedOut(limitMs: number): FunctionError {
  const errorMessage = `Error: Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
  return { errorType: "Sandbox.Timedout", errorMessage };
}

/** This runtime ended the environment during an event. */
export function ended(reason: string): FunctionError {
  const errorMessage = `Error: The environment was ${reason}`;
  return { errorType: "Runtime.ExitError", errorMessage };
}

export function responseTooLarge(): FunctionError {
  return {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  };
}

/** Adds the request ID to an error of the environment. The function's own errors stay as they are. */
export function naming({ requestId }: Invocation, error: FunctionError): FunctionError {
  if (error.trace) return error;
  const errorMessage = error.errorMessage.replace(/^(?=Error: )/, `RequestId: ${requestId} `);
  return { ...error, errorMessage };
}
