import { compileParts, compilePattern, type Context, type Pattern, type Reach } from "./glob";

/** A part of a text that is replaced by a value of the request's context. */
interface Variable {
  /** Lower-case name of the condition key. */
  key: string;
  defaultValue: string | undefined;
}

type Part = string | { literal: string } | { variable: Variable };

/** `${aws:PrincipalTag/team, 'nobody'}`: a condition key and its default value. */
const VARIABLE = /\$\{\s*([^},]*?)\s*(?:,\s*'([^']*)'\s*)?\}/g;

/** `${*}`, `${?}` and `${$}` stand for the character itself. */
const CHARACTERS = new Set(["*", "?", "$"]);

/** The condition keys of the variables in a text. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)]
    .map(([, name]) => name!)
    .filter((name) => !CHARACTERS.has(name));
}

/**
 * A pattern with policy variables. A variable without a value matches nothing, and the value of a
 * variable matches literally.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function compileTemplate(text: string, reach: Reach): Pattern {
  const parts = partsOf(text);
  const hasVariables = parts.some((part) => typeof part === "object" && "variable" in part);
  if (!hasVariables) {
    if (parts.every((part) => typeof part === "string")) return compilePattern(text, { reach });
    const matches = compileParts(parts as (string | { literal: string })[], reach);
    return { text, hasVariables, matches };
  }
  // Consecutive calls mostly have the same values.
  let lastPattern: { values: string; matches: (value: string) => boolean } | undefined;
  return {
    text,
    hasVariables,
    matches(value, context) {
      const resolved = resolve(parts, context);
      if (resolved === undefined) return false;
      const values = JSON.stringify(resolved);
      if (lastPattern?.values !== values)
        lastPattern = { values, matches: compileParts(resolved, reach) };
      return lastPattern.matches(value);
    },
  };
}

/** A text with policy variables and without wildcards. Its value is undefined if a variable has none. */
export function compileText(text: string): {
  hasVariables: boolean;
  value(context: Context): string | undefined;
} {
  const parts = partsOf(text);
  const hasVariables = parts.some((part) => typeof part === "object" && "variable" in part);
  const join = (resolved: readonly (string | { literal: string })[]) =>
    resolved.map((part) => (typeof part === "string" ? part : part.literal)).join("");
  if (!hasVariables) {
    const constant = join(parts as (string | { literal: string })[]);
    return { hasVariables, value: () => constant };
  }
  return {
    hasVariables,
    value(context) {
      const resolved = resolve(parts, context);
      return resolved && join(resolved);
    },
  };
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, name, defaultValue] = match;
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + whole.length;
    if (CHARACTERS.has(name!)) parts.push({ literal: name! });
    else parts.push({ variable: { key: name!.toLowerCase(), defaultValue } });
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** Replaces the variables. Only keys with a single value can be variables. */
function resolve(
  parts: readonly Part[],
  context: Context,
): (string | { literal: string })[] | undefined {
  const resolved: (string | { literal: string })[] = [];
  for (const part of parts) {
    if (typeof part === "string" || "literal" in part) resolved.push(part);
    else {
      const values = context(part.variable.key);
      const literal = values?.length === 1 ? values[0] : part.variable.defaultValue;
      if (literal === undefined) return undefined;
      resolved.push({ literal });
    }
  }
  return resolved;
}
