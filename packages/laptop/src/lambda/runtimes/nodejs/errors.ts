import type { FunctionError } from "../../environment/messages";

/** An error of Lambda's runtime, for example `Runtime.HandlerNotFound`. */
export function runtimeError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

export function describe(error: unknown): FunctionError {
  if (!isError(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack?.split("\n") ?? [],
  };
}

/** Recognizes errors of other realms too, for example of `node:vm`. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
