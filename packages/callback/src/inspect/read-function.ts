import { parse, type AnyNode } from "acorn";
import type { Captured, ClosureFunction } from "./captured";
import { packageOf } from "./modules";
import { getBoundFunction, isNativeFunction, parseFunction, type Chain } from "./pulumi-closure";
import { locationOf } from "./sources";

interface Syntax {
  syntax: AnyNode | undefined;
  method?: string | undefined;
}

/** By the text: closures share most of their functions. */
const syntaxes = new Map<string, Syntax>();

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
    ...syntaxOf(text),
    captures,
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

/** The syntax tree of a function's text, which may be that of a method or an accessor. */
function syntaxOf(text: string): Syntax {
  const known = syntaxes.get(text);
  if (known) return known;
  const syntax = readSyntax(text);
  syntaxes.set(text, syntax);
  return syntax;
}

function readSyntax(text: string): Syntax {
  const expression = parsed(`(${text})`);
  if (expression) return { syntax: expression };
  const member = parsed(`({${text}})`) ?? parsed(`(class {${text}})`);
  if (!member) return { syntax: undefined };
  return {
    syntax: member,
    method: /^(?:async\s+|get\s+|set\s+)?\*?\s*([\w$]+)\s*\(/.exec(text)?.[1],
  };
}

function parsed(text: string): AnyNode | undefined {
  try {
    return parse(text, { ecmaVersion: "latest", allowSuperOutsideMethod: true });
  } catch {
    return undefined;
  }
}
