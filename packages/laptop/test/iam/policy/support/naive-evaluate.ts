/**
 * IAM once more, written to be obviously right and nothing else: it reads the documents as they are and
 * translates every pattern to a regular expression. Property tests compare the product with it.
 */
export interface NaiveStatement {
  Effect: string;
  Action?: string[];
  NotAction?: string[];
  Resource?: string[];
  NotResource?: string[];
  Condition?: Record<string, Record<string, string[]>>;
}

export interface NaiveRequest {
  action: string;
  resource: string;
  /** By lower-case name. */
  context: Record<string, string[]>;
}

/** What IAM decides, in the words of the product. */
export type NaiveReason = "allow" | "none" | "deny" | "boundaryNone" | "boundaryDeny";

export function naiveReason(
  identity: NaiveStatement[],
  boundary: NaiveStatement[] | undefined,
  request: NaiveRequest,
): NaiveReason {
  const has = (statements: NaiveStatement[], effect: string) =>
    statements.some((s) => s.Effect === effect && applies(s, request));
  if (has(identity, "Deny")) return "deny";
  if (boundary && has(boundary, "Deny")) return "boundaryDeny";
  if (!has(identity, "Allow")) return "none";
  if (boundary && !has(boundary, "Allow")) return "boundaryNone";
  return "allow";
}

function applies(statement: NaiveStatement, request: NaiveRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const isAction = (pattern: string) =>
    new RegExp(`^${translate(pattern, () => true)}$`, "is").test(request.action);
  if (Action && !Action.some(isAction)) return false;
  if (NotAction?.some(isAction)) return false;
  const isResource = (pattern: string) => matchesResource(pattern, request);
  if (Resource && !Resource.some(isResource)) return false;
  if (NotResource?.some(isResource)) return false;
  for (const [operator, keys] of Object.entries(Condition)) {
    for (const [key, values] of Object.entries(keys))
      if (!conditionHolds(operator, key.toLowerCase(), values, request)) return false;
  }
  return true;
}

function matchesResource(pattern: string, { resource, context }: NaiveRequest): boolean {
  if (pattern === "*") return true;
  const text = fill(pattern, context);
  if (text === undefined) return false;
  const crosses = (i: number) =>
    text.slice(0, i).split(":").length > 5 ||
    (text[i] === "*" && (text[i + 1] === ":" || i === text.length - 1));
  return new RegExp(`^${translate(text, crosses)}$`, "s").test(resource);
}

function conditionHolds(
  operator: string,
  key: string,
  values: string[],
  { context }: NaiveRequest,
): boolean {
  const found = context[key] ?? [];
  if (operator === "Null") return values.includes(found.length === 0 ? "true" : "false");
  const quantifier = operator.includes(":") ? operator.split(":")[0] : undefined;
  const ifExists = operator.endsWith("IfExists");
  const name = operator.replace(/^.*:/, "").replace(/IfExists$/, "");
  const isNegated = name.includes("Not");
  const plain = name.replace("Not", "");
  const equals = (value: string) => values.some((wanted) => compare(plain, value, wanted, context));
  const holds = (value: string) => (isNegated ? !equals(value) : equals(value));
  const notEmpty = found.filter((value) => value !== "");
  if (quantifier === "ForAllValues") return notEmpty.every(holds);
  if (quantifier === "ForAnyValue") return notEmpty.some(holds);
  if (found.length === 0) return ifExists || isNegated;
  return isNegated ? !found.some(equals) : found.some(equals);
}

function compare(
  operator: string,
  value: string,
  policyValue: string,
  context: NaiveRequest["context"],
): boolean {
  const isText = operator.startsWith("String") || operator.startsWith("Arn");
  const wanted = isText ? fill(policyValue, context) : policyValue;
  if (wanted === undefined) return false;
  const order = Number(value) - Number(wanted);
  const time = timeOf(value) - timeOf(wanted);
  switch (operator) {
    case "StringEquals":
      return value === unmark(wanted);
    case "StringEqualsIgnoreCase":
      return value.toLowerCase() === unmark(wanted).toLowerCase();
    case "StringLike":
      return new RegExp(`^${translate(wanted, () => true)}$`, "s").test(value);
    case "ArnEquals":
    case "ArnLike":
      return naiveArnLike(wanted, value);
    case "Bool":
      return value.toLowerCase() === wanted.toLowerCase();
    case "NumericEquals":
      return order === 0;
    case "NumericLessThan":
      return order < 0;
    case "NumericLessThanEquals":
      return order <= 0;
    case "NumericGreaterThan":
      return order > 0;
    case "NumericGreaterThanEquals":
      return order >= 0;
    case "DateEquals":
      return time === 0;
    case "DateLessThan":
      return time < 0;
    case "DateLessThanEquals":
      return time <= 0;
    case "DateGreaterThan":
      return time > 0;
    case "DateGreaterThanEquals":
      return time >= 0;
    case "IpAddress":
      return inRange(value, wanted);
  }
  throw new Error(`No such operator: ${operator}`);
}

/** Each of the six parts on its own. */
function naiveArnLike(pattern: string, value: string): boolean {
  if (value.split(":").length < 6) return false;
  if (pattern === "*") return true;
  const partsOf = (arn: string) => {
    // A colon in the value of a variable separates parts as any other.
    const parts = arn.replaceAll(`${MARK}:`, ":").split(":");
    return [...parts.slice(0, 5), parts.slice(5).join(":")];
  };
  const [wanted, given] = [partsOf(pattern), partsOf(value)];
  return wanted.every((part, i) =>
    new RegExp(`^${translate(part, () => true)}$`, "s").test(given[i]!),
  );
}

/** Wildcards that stand for themselves are marked by a character in front. */
const MARK = "\uE000";

/** Puts the values of variables in; undefined if one has none. */
function fill(text: string, context: NaiveRequest["context"]): string | undefined {
  let isComplete = true;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (["*", "?", "$"].includes(inner)) return MARK + inner;
    const [name = "", fallback] = inner.split(/\s*,\s*/);
    const values = context[name.toLowerCase()] ?? [];
    const value = values.length === 1 ? values[0] : fallback?.replace(/'/g, "");
    if (value === undefined) isComplete = false;
    return (value ?? "").replace(/[*?]/g, (wildcard) => MARK + wildcard);
  });
  return isComplete ? filled : undefined;
}

function unmark(text: string): string {
  return text.replaceAll(MARK, "");
}

/** A regular expression for a pattern; `crosses` says whether the wildcard at a place matches a colon. */
function translate(pattern: string, crosses: (place: number) => boolean): string {
  let expression = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    const any = crosses(i) ? "[\\s\\S]" : "[^:]";
    if (character === MARK) expression += escape(pattern[++i]!);
    else if (character === "*") expression += `${any}*`;
    else if (character === "?") expression += any;
    else expression += escape(character);
  }
  return expression;
}

function escape(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
}

function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inRange(value: string, range: string): boolean {
  const bitsOf = (address: string) =>
    address
      .split(".")
      .map((n) => Number(n).toString(2).padStart(8, "0"))
      .join("");
  const [address = "", size = "32"] = range.split("/");
  return bitsOf(value).slice(0, Number(size)) === bitsOf(address).slice(0, Number(size));
}
