import { types } from "node:util";

/** An error as the Runtime API takes it. */
export interface DescribedError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** An error of Lambda's runtime, for example `Runtime.HandlerNotFound`. */
export function runtimeError(name: string, message: string): Error {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: `Runtime.${name}`, configurable: true });
  error.stack = `Runtime.${name}: ${message}${(error.stack ?? "").replace(/^.*?(?=\n {4}at )/s, "")}`;
  return error;
}

/** What a function threw, as the caller is told. */
export function describe(error: unknown): DescribedError {
  try {
    if (!isError(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    const { name, message, stack } = error;
    return {
      errorType: escaped(name),
      errorMessage: escaped(message),
      trace: escaped(stack!).split("\n"),
    };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
    };
  }
}

/** The fields of an error in a line of a text log, its own properties included. */
export function formatted(error: unknown): string {
  try {
    return `\t${JSON.stringify(error, (_key, value: unknown) => withOwnProperties(value))}`;
  } catch {
    return `\t${JSON.stringify(describe(error))}`;
  }
}

export function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(value as string);
}

function withOwnProperties(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  const { code } = value as NodeJS.ErrnoException;
  const trace = typeof stack === "string" && { stack: stack.split("\n") };
  return { errorType: name, errorMessage: message, code, ...value, ...trace };
}

/** Recognizes errors of other realms too, for example of `node:vm`. */
function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  const { name, message, stack } = (value ?? {}) as Partial<Error>;
  return [name, message, stack].every((text) => typeof text === "string" && text !== "");
}

/** A DEL would end a header of the Runtime API. */
function escaped(text: string): string {
  return text.replace(/\x7f/g, "%7F");
}
