import { isIP } from "node:net";

/** A value that a pattern compares with. */
type Literal = string | number | boolean | null;

/** One way in which a value of an event may match: equal to a literal, or by an operator. */
export type Matcher = Literal | Record<string, unknown>;

/** Field names lead to further patterns, or to the matchers of which one has to match. */
export interface EventPattern {
  [field: string]: EventPattern | Matcher[] | EventPattern[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const OPERATORS: Record<string, (operand: unknown) => boolean> = {
  prefix: isTextOrIgnoringCase,
  suffix: isTextOrIgnoringCase,
  "equals-ignore-case": isText,
  wildcard: isWildcard,
  cidr: (operand) => isText(operand) && rangeOf(operand) !== undefined,
  exists: (operand) => typeof operand === "boolean",
  numeric: isComparison,
  "anything-but": isAnythingBut,
};

/** The quota of a pattern, which is half of that unless it was raised. */
const MAX_LENGTH = 4096;

/**
 * Reads the pattern of a rule.
 * @param source as JSON text or as an object.
 * @throws Error that says what is wrong with it.
 */
export function parsePattern(source: unknown): EventPattern {
  const pattern = typeof source === "string" ? parsed(source) : source;
  if (!isObject(pattern)) throw new Error("is no JSON object");
  if (JSON.stringify(pattern).length > MAX_LENGTH)
    throw new Error(`has more than ${MAX_LENGTH} characters`);
  check(pattern, "");
  return pattern as EventPattern;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("is not JSON");
  }
}

function check(pattern: object, path: string): void {
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new Error(`is empty${path && ` at ${path}`}`);
  for (const [name, value] of fields) {
    const at = path === "" ? name : `${path}.${name}`;
    if (name === "$or") checkAlternatives(value, at);
    else if (isObject(value)) check(value, at);
    else if (!Array.isArray(value)) throw new Error(`needs an array or an object at ${at}`);
    else if (value.length === 0) throw new Error(`has an empty array at ${at}`);
    else value.forEach((matcher) => checkMatcher(matcher, at));
  }
}

function checkAlternatives(value: unknown, at: string): void {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject))
    throw new Error(`needs an array of two or more patterns at ${at}`);
  for (const alternative of value) check(alternative, at);
}

function checkMatcher(matcher: unknown, at: string): void {
  if (matcher === null || ["string", "number", "boolean"].includes(typeof matcher)) return;
  const [[name, operand] = ["", undefined], ...others] = isObject(matcher)
    ? Object.entries(matcher)
    : [];
  const isRight = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!isRight || others.length > 0)
    throw new Error(`has ${JSON.stringify(matcher)} at ${at}, which is no operator of EventBridge`);
  if (!isRight(operand)) throw new Error(`has a wrong operand of ${name} at ${at}`);
}

/** Texts, or numbers, but not both; or an operator with one or several texts. */
function isAnythingBut(operand: unknown): boolean {
  if (isObject(operand)) {
    const [[name, value] = ["", undefined], ...others] = Object.entries(operand);
    if (others.length > 0) return false;
    if (!["prefix", "suffix", "wildcard", "equals-ignore-case"].includes(name)) return false;
    const isRight = { wildcard: isWildcard, "equals-ignore-case": isText }[name] ?? isNonEmpty;
    return Array.isArray(value) ? value.length > 0 && value.every(isRight) : isRight(value);
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  const isNumber = (value: unknown) => typeof value === "number";
  return values.length > 0 && (values.every(isText) || values.every(isNumber));
}

/** One comparison, or a range: its lower end first. */
function isComparison(operand: unknown): boolean {
  if (!Array.isArray(operand)) return false;
  const [first, bound, second, other, ...more] = operand as unknown[];
  if (typeof bound !== "number" || more.length > 0) return false;
  if (operand.length === 2) return ["=", "<", "<=", ">", ">="].includes(first as string);
  const isRange = [">", ">="].includes(first as string) && ["<", "<="].includes(second as string);
  return isRange && typeof other === "number" && bound < other;
}

/** Asterisks do not stand side by side, and a backslash stands before an asterisk or another one. */
function isWildcard(operand: unknown): boolean {
  return isText(operand) && /^(?:(?!\*\*)[^\\]|\\[\\*])*$/.test(operand);
}

function isTextOrIgnoringCase(operand: unknown): boolean {
  if (!isObject(operand)) return isText(operand);
  return Object.keys(operand).length === 1 && isText(operand["equals-ignore-case"]);
}

/** A range of addresses such as `10.0.0.0/24`; undefined if it is none. */
export function rangeOf(range: string) {
  const [, net = "", digits] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const [version, bits] = [isIP(net), Number(digits)];
  if (version === 0 || bits > (version === 6 ? 128 : 32)) return undefined;
  return { net, bits, family: version === 6 ? "ipv6" : "ipv4" } as const;
}

/** What begins or ends with nothing is everything, and everything but that is nothing. */
function isNonEmpty(operand: unknown): boolean {
  return isText(operand) && operand !== "";
}

function isText(operand: unknown): operand is string {
  return typeof operand === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
