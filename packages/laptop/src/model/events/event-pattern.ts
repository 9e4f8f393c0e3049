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
  wildcard: isText,
  cidr: isText,
  exists: (operand) => typeof operand === "boolean",
  numeric: isComparison,
  "anything-but": isAnythingBut,
};

const COMPARISONS = ["=", "<", "<=", ">", ">="];

/**
 * Reads the pattern of a rule.
 * @param source as JSON text or as an object.
 * @throws Error that says what is wrong with it.
 */
export function parsePattern(source: unknown): EventPattern {
  const pattern = typeof source === "string" ? parsed(source) : source;
  if (!isObject(pattern)) throw new Error("is no JSON object");
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
  const isRight = OPERATORS[name];
  if (!isRight || others.length > 0)
    throw new Error(`has ${JSON.stringify(matcher)} at ${at}, which is no operator of EventBridge`);
  if (!isRight(operand)) throw new Error(`has a wrong operand of ${name} at ${at}`);
}

function isAnythingBut(operand: unknown): boolean {
  if (isObject(operand)) {
    const [[name, value] = ["", undefined], ...others] = Object.entries(operand);
    if (others.length > 0) return false;
    if (!["prefix", "suffix", "wildcard", "equals-ignore-case"].includes(name)) return false;
    return Array.isArray(value) ? value.length > 0 && value.every(isText) : isText(value);
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  return values.length > 0 && values.every((value) => isText(value) || typeof value === "number");
}

function isComparison(operand: unknown): boolean {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) return false;
  return operand.every((part, index) =>
    index % 2 === 0 ? COMPARISONS.includes(part as string) : typeof part === "number",
  );
}

function isTextOrIgnoringCase(operand: unknown): boolean {
  return isText(operand) || (isObject(operand) && isText(operand["equals-ignore-case"]));
}

function isText(operand: unknown): operand is string {
  return typeof operand === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
