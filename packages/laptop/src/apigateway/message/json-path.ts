/** A step of a path: the values it selects from a value, and whether it can select several. */
interface Step {
  from(value: unknown): unknown[];
  isMany: boolean;
}

/** `.name`, `.*`, `..name`, `['name', "name"]`, `[0]`, `[-1]`, `[0,2]`, `[1:3]`, `[*]`; `$` is the current place. */
const STEP = /(\.\.?)?(?:\[([^\]]*)\]|([^.[\]]+))/g;

/**
 * Follows a JSONPath without filters. A path that can select several values gives an array. `..` selects no
 * object or array twice, so that the time is proportional to the value's size.
 * @returns undefined if it selects nothing.
 */
export function findPath(root: unknown, path: string): unknown {
  // Unconfirmed [json-path]: a JSONPath with wildcards, slices or ".." gives an array without repetitions; filters find nothing.
  let values = [root];
  let isMany = false;
  for (const [, dots, bracket, name] of path.matchAll(STEP)) {
    if (name === "$") continue;
    const step = bracket === undefined ? memberStep(name!) : bracketStep(bracket.trim());
    if (dots === "..") values = withDescendants(values);
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

/** The values and everything within them, each once, in the order of the text. */
function withDescendants(values: unknown[]): unknown[] {
  const found: unknown[] = [];
  const seen = new Set<unknown>();
  // Not by recursion: a message may be nested deeper than the stack.
  const next = values.toReversed();
  while (next.length > 0) {
    const value = next.pop();
    if (typeof value === "object" && value !== null) {
      if (seen.has(value)) continue;
      seen.add(value);
      const children = childrenOf(value);
      for (let i = children.length - 1; i >= 0; i--) next.push(children[i]);
    }
    found.push(value);
  }
  return found;
}

function unquoted(text: string): string {
  return text.replace(/^(['"])(.*)\1$/s, "$2");
}
