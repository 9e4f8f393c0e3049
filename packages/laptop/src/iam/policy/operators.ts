import { BlockList, isIP } from "node:net";
import { compilePattern, type Context } from "./glob";
import { compileTemplate, compileText } from "./variables";

/** Whether a value of the request matches any of the policy's values. */
export type Test = (value: string, context: Context) => boolean;

export interface Operator {
  /** `StringNotEquals` is true where `StringEquals` is not. */
  negated: boolean;
  /**
   * Compiles the policy's values.
   * @param variables whether `${...}` is a variable, as in policies of version 2012-10-17.
   * @throws InvalidValue
   */
  compile(values: readonly string[], variables: boolean): Test;
}

/** A value in a condition that its operator cannot read. */
export class InvalidValue extends Error {}

/**
 * The operators without `...IfExists`, `ForAllValues:` and `ForAnyValue:`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...withNegation("StringEquals", "StringNotEquals", compileStrings(false)),
  ...withNegation("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", compileStrings(true)),
  ...withNegation("StringLike", "StringNotLike", compileStringPatterns),
  ...withNegation("ArnEquals", "ArnNotEquals", compileArns),
  ...withNegation("ArnLike", "ArnNotLike", compileArns),
  ...withNegation("IpAddress", "NotIpAddress", compileAddresses),
  ...ordered("Numeric", numberOf),
  ...ordered("Date", timeOf),
  ["Bool", { negated: false, compile: compileBooleans }],
]);

type Compile = Operator["compile"];

function withNegation(name: string, negation: string, compile: Compile): [string, Operator][] {
  return [
    [name, { negated: false, compile }],
    [negation, { negated: true, compile }],
  ];
}

/** `NumericEquals`, `NumericLessThan` and so on. */
function ordered(
  kind: string,
  read: (text: string) => number | undefined,
): readonly [string, Operator][] {
  const compileBy =
    (compare: (value: number, wanted: number) => boolean): Compile =>
    (values) => {
      const wanted = values.map((text) => read(text) ?? invalid(text));
      return (text) => {
        const value = read(text);
        return value !== undefined && wanted.some((each) => compare(value, each));
      };
    };
  const equals = compileBy((value, wanted) => value === wanted);
  return [
    ...withNegation(`${kind}Equals`, `${kind}NotEquals`, equals),
    [`${kind}LessThan`, { negated: false, compile: compileBy((a, b) => a < b) }],
    [`${kind}LessThanEquals`, { negated: false, compile: compileBy((a, b) => a <= b) }],
    [`${kind}GreaterThan`, { negated: false, compile: compileBy((a, b) => a > b) }],
    [`${kind}GreaterThanEquals`, { negated: false, compile: compileBy((a, b) => a >= b) }],
  ];
}

function compileStrings(foldCase: boolean): Compile {
  const fold = (text: string) => (foldCase ? text.toLowerCase() : text);
  return (values, variables) => {
    const texts = values.map((text) => (variables ? compileText(text) : { value: () => text }));
    return (value, context) =>
      texts.some((text) => {
        const wanted = text.value(context);
        return wanted !== undefined && fold(wanted) === fold(value);
      });
  };
}

function compileStringPatterns(values: readonly string[], variables: boolean): Test {
  const patterns = values.map((text) =>
    variables ? compileTemplate(text, "any") : compilePattern(text),
  );
  return (value, context) => patterns.some((pattern) => pattern.matches(value, context));
}

function compileArns(values: readonly string[], variables: boolean): Test {
  const patterns = values.map((text) => {
    const isVariable = variables && text.includes("${");
    if (text !== "*" && !isVariable && text.split(":").length < 6) invalid(text);
    const reach = text === "*" ? "any" : "arn";
    return variables ? compileTemplate(text, reach) : compilePattern(text, { reach });
  });
  return (value, context) =>
    value.split(":").length >= 6 && patterns.some((pattern) => pattern.matches(value, context));
}

function compileAddresses(values: readonly string[]): Test {
  const list = new BlockList();
  for (const text of values) {
    const [address = "", prefix, ...rest] = text.split("/");
    const family = isIP(address);
    const bits = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix || NaN);
    const isRange = Number.isInteger(bits) && bits >= 0 && bits <= (family === 6 ? 128 : 32);
    if (family === 0 || rest.length > 0 || !isRange) invalid(text);
    list.addSubnet(address, bits, family === 6 ? "ipv6" : "ipv4");
  }
  return (value) => {
    const family = isIP(value);
    return family !== 0 && list.check(value, family === 6 ? "ipv6" : "ipv4");
  };
}

function compileBooleans(values: readonly string[]): Test {
  const wanted = values.map((text): string => {
    const value = text.toLowerCase();
    return value === "true" || value === "false" ? value : invalid(text);
  });
  return (value) => wanted.includes(value.toLowerCase());
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** An ISO 8601 date, or seconds since 1970. In milliseconds. */
function timeOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text))
    return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function invalid(text: string): never {
  throw new InvalidValue(text);
}
