import { types } from "node:util";
import { hasCallbacks } from "./version";

/** An error as the Runtime API takes it. */
export interface DescribedError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** Errors of AWS's client whose classes are called as they are from Node.js 24 on; others' names get "Error". */
const AS_NAMED = /Error$|Streaming/;

/** An error of Lambda's runtime, for example `Runtime.HandlerNotFound`. Logs show its class and own properties. */
export function runtimeError(name: string, message: string, own: object = {}): Error {
  const className = hasCallbacks || AS_NAMED.test(name) ? name : `${name}Error`;
  const { [className]: RuntimeError } = { [className]: class extends Error {} };
  const named = { name: `Runtime.${name}` };
  if (!hasCallbacks) return Object.assign(new RuntimeError!(message), named, own);
  Object.assign(RuntimeError!.prototype, named);
  return Object.assign(new RuntimeError!(message), own);
}

/** What a function threw, as the caller is told. */
export function describe(error: unknown): DescribedError {
  try {
    if (!isError(error)) return { errorType: typeof error, errorMessage: textOf(error), trace: [] };
    const { name, message, stack } = error;
    return {
      errorType: escaped(name),
      errorMessage: escaped(message),
      trace: hasCallbacks || stack ? escaped(stack!).split("\n") : [],
    };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
      ...(!hasCallbacks && { trace: [] }),
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
  if (value instanceof Error) return value;
  return new Error(hasCallbacks ? (value as string) : String(value));
}

function withOwnProperties(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  const { code } = value as NodeJS.ErrnoException;
  const trace = typeof stack === "string" && { stack: stack.split("\n") };
  return { errorType: name, errorMessage: message, code, ...value, ...trace };
}

/** Up to Node.js 22, errors of other realms too, for example of `node:vm`. */
function isError(value: unknown): value is Error {
  if (!hasCallbacks) return value instanceof Error;
  if (types.isNativeError(value)) return true;
  const { name, message, stack } = (value ?? {}) as Partial<Error>;
  return [name, message, stack].every((text) => typeof text === "string" && text !== "");
}

/** @throws TypeError up to Node.js 22 if there is none. */
function textOf(value: unknown): string {
  return hasCallbacks ? (value as string).toString() : String(value);
}

/** A DEL would end a header of the Runtime API. */
function escaped(text: string): string {
  return text.replace(/\x7f/g, "%7F");
}
