import type { Captured, ClosureFunction } from "./captured";
import { functionText } from "../serialize/function-text";
import { packageOf } from "./modules";
import { parseFunction } from "../serialize/parse-function";
import { getBoundFunction, isNativeFunction, type Chain } from "./pulumi-closure";
import { locationOf } from "./sources";

type FunctionValue = (...args: unknown[]) => unknown;

/** Reads a live function as the serializer will. */
export async function readFunction(value: object, reachedBy?: Captured): Promise<ClosureFunction> {
  const text = Function.prototype.toString.call(value);
  const location = locationOf(value);
  const origin = reachedBy?.origin ?? (packageOf(location.file) ? reachedBy : undefined);
  const { name } = value as FunctionValue;
  const about = {
    value,
    name: typeof name === "string" ? name : "",
    text,
    location,
    package: packageOf(location.file),
    isNative: isNativeFunction(text),
    isClass: /^class\b/.test(text),
    captures: new Map<string, Chain[]>(),
    optional: new Set<string>(),
    unknown: [],
    origin,
    reachedBy,
  };
  if (isNativeFunction(text)) return { ...about, ...(await readNative(value)) };
  const [error, parsed] = parseFunction(text);
  const { required, optional } = parsed?.capturedVariables ?? {};
  const captures = new Map([...(optional ?? []), ...(required ?? [])]);
  captures.delete("this");
  return {
    ...about,
    syntax: functionText(text).syntax,
    captures,
    optional: new Set(optional?.keys()),
    usesThis: parsed?.usesNonLexicalThis ?? false,
    obstacle: error || undefined,
  };
}

/** A native function: the serializer supports bound ones only, and not every bound one correctly. */
async function readNative(value: object) {
  const native = { syntax: undefined, usesThis: false, obstacle: "it is native code" };
  try {
    const { targetFunctionText, boundThisValue, boundArgsValues } = await getBoundFunction(value);
    if (isNativeFunction(targetFunctionText)) return native;
    const [, target] = parseFunction(targetFunctionText);
    const bound = {
      losesThis: boundThisValue === undefined && (target?.usesNonLexicalThis ?? false),
      losesArguments: boundArgsValues.includes(undefined),
      losesVariables: (target?.capturedVariables.required.size ?? 0) > 0,
    };
    return { syntax: undefined, usesThis: false, bound };
  } catch {
    return native;
  }
}
