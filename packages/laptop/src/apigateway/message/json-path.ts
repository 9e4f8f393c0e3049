/** A step of a path: the values it selects from a value, and whether it can select several. */
interface Step {
  from(value: unknown): unknown[];
  isMany: boolean;
}

/** `.name`, `.*`, `..name`, `['name', "name"]`, `[0]`, `[-1]`, `[0,2]`, `[1:3]`, `[*]`; `$` is the current place. */
const STEP = /(\.\.?)?(?:\[([^\]]*)\]|([^.[\]]+))/g;

/**
 * Follows a JSONPath without filters. A path that can select several values gives an array.
 * @returns undefined if it selects nothing.
 */
export function findPath(root: unknown, path: string): unknown {
  // Unconfirmed: a JSONPath with wildcards, slices or ".." gives an array; filters find nothing.
  let values = [root];
  let isMany = false;
  for (const [, dots, bracket, name] of path.matchAll(STEP)) {
    if (name === "$") continue;
    const step = bracket === undefined ? memberStep(name!) : bracketStep(bracket.trim());
    if (dots === "..") values = values.flatMap(withDescendants);
    values = values.flatMap(step.from);
    isMany ||= step.isMany || dots === "..";
  }
  return isMany ? values : values[0];
}

function memberStep(name: string): Step {
  if (name === "*") return { from: childrenOf, isMany: true };
  return { from: (value) => member(value, name), isMany: false };
}

function bracketStep(text: string): Step {
  const slice = /^(-?\d+)?\s*:\s*(-?\d+)?$/.exec(text);
  if (slice) {
    const [start, end] = slice.slice(1).map((digits) => (digits ? Number(digits) : undefined));
    return {
      from: (value) => (Array.isArray(value) ? (value as unknown[]).slice(start, end) : []),
      isMany: true,
    };
  }
  const names = text.match(/'[^']*'|"[^"]*"|[^\s,'"]+/g) ?? [];
  if (names.length === 1) return memberStep(unquoted(names[0]));
  const from = (value: unknown) => names.flatMap((name) => member(value, unquoted(name)));
  return { from, isMany: true };
}

function member(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) {
    const found: unknown = /^-?\d+$/.test(name) ? value.at(Number(name)) : undefined;
    return found === undefined ? [] : [found];
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
  return [(value as Record<string, unknown>)[name]];
}

function childrenOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function withDescendants(value: unknown): unknown[] {
  return [value, ...childrenOf(value).flatMap(withDescendants)];
}

function unquoted(text: string): string {
  return text.replace(/^(['"])(.*)\1$/s, "$2");
}
