import { runtimeError } from "../errors";
import { hasCallbacks } from "../version";

const NOT_JSON = "Unable to stringify response body";

/** What a handler returned, as the Runtime API takes it. */
export function jsonOf(result: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(result === undefined ? null : result);
  } catch {
    throw hasCallbacks ? new Error(NOT_JSON) : runtimeError("JSONStringifyError", NOT_JSON);
  }
  // As of a function, which AWS's client passes on to a part in C++ that takes texts alone.
  if (text === undefined) throw new TypeError("Wrong arguments");
  return text;
}
