import type { Invocation, InvocationResult } from "../invoke/invocation";
import type { ProcessEnd } from "./process-group";

/** An error of an execution environment. Errors of functions come from their runtimes. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
}

/** Signals as Lambda names them. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGTERM: "terminated",
  SIGINT: "interrupt",
  SIGHUP: "hangup",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGILL: "illegal instruction",
  SIGTRAP: "trace/breakpoint trap",
  SIGALRM: "alarm clock",
  SIGPIPE: "broken pipe",
  SIGUSR1: "user defined signal 1",
  SIGUSR2: "user defined signal 2",
};

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

/** The process ended by itself. */
export function exited(end: ProcessEnd, isOutOfMemory: boolean): FunctionError {
  if ("error" in end)
    return { errorType: "Runtime.InvalidEntrypoint", errorMessage: `Error: ${end.error.message}` };
  const exit = (reason: string, errorType = "Runtime.ExitError") => ({
    errorType,
    errorMessage: `Error: Runtime exited ${reason}`,
  });
  // Lambda ends a process that takes too much memory before V8 gives up.
  if (isOutOfMemory) return exit("with error: signal: killed", "Runtime.OutOfMemory");
  if ("signal" in end)
    return exit(`with error: signal: ${SIGNALS[end.signal] ?? end.signal.toLowerCase()}`);
  if (end.code === 0) return exit("without providing a reason");
  return exit(`with error: exit status ${end.code}`);
}

/** Adds the request ID to an error of the environment. */
export function naming({ requestId }: Invocation, error: FunctionError): FunctionError {
  const errorMessage = error.errorMessage.replace(/^(?=Error: )/, `RequestId: ${requestId} `);
  return { ...error, errorMessage };
}
