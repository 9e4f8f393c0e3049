import { BlockList, isIP } from "node:net";
import { rangeOf, type Matcher } from "./event-pattern";
import { wildcardTest } from "./wildcard";

type Test = (value: unknown) => boolean;

/** Whether a matcher asks for the field, and not for its value. */
export function isExists(matcher: Matcher): matcher is { exists: boolean } {
  return typeof matcher === "object" && matcher !== null && "exists" in matcher;
}

/** What a value has to be for one of a field's matchers. They were checked. */
export function testOf(matchers: Matcher[]): Test {
  // Differs from AWS: event patterns compare numbers by their value; AWS takes 1, 1.0 and 1e0 for different ones.
  const literals = new Set<unknown>();
  const tests: Test[] = [];
  for (const matcher of matchers) {
    if (typeof matcher !== "object" || matcher === null) literals.add(matcher);
    else {
      const [[operator, operand]] = Object.entries(matcher) as [[string, unknown]];
      tests.push(operatorTest(operator, operand));
    }
  }
  return (value) => literals.has(value) || tests.some((test) => test(value));
}

function operatorTest(operator: string, operand: unknown): Test {
  switch (operator) {
    case "prefix":
      return textTest(operand, (text, start) => text.startsWith(start));
    case "suffix":
      return textTest(operand, (text, end) => text.endsWith(end));
    case "equals-ignore-case":
      return textTest({ "equals-ignore-case": operand }, (text, other) => text === other);
    case "wildcard": {
      const test = wildcardTest(operand as string);
      return (value) => typeof value === "string" && test(value);
    }
    case "cidr":
      return addressTest(operand as string);
    case "numeric":
      return numericTest(operand as (string | number)[]);
    case "anything-but": {
      const test = testOf(exceptions(operand));
      return (value) => !test(value);
    }
    default:
      return () => false;
  }
}

/** What `anything-but` leaves out. */
function exceptions(operand: unknown): Matcher[] {
  if (typeof operand !== "object" || operand === null) return [operand as Matcher];
  if (Array.isArray(operand)) return operand as Matcher[];
  const [[operator, operands]] = Object.entries(operand) as [[string, unknown]];
  return [operands].flat().map((each) => ({ [operator]: each }));
}

/** @param operand a text, or one whose case does not matter. */
function textTest(operand: unknown, holds: (text: string, operand: string) => boolean): Test {
  if (typeof operand === "string")
    return (value) => typeof value === "string" && holds(value, operand);
  const { "equals-ignore-case": text } = operand as { "equals-ignore-case": string };
  const lower = text.toLowerCase();
  return (value) => typeof value === "string" && holds(value.toLowerCase(), lower);
}

function numericTest(comparisons: (string | number)[]): Test {
  const tests: Record<string, (value: number, bound: number) => boolean> = {
    "=": (value, bound) => value === bound,
    "<": (value, bound) => value < bound,
    "<=": (value, bound) => value <= bound,
    ">": (value, bound) => value > bound,
    ">=": (value, bound) => value >= bound,
  };
  const [first, bound, second, other] = comparisons as [string, number, string?, number?];
  return (value) =>
    typeof value === "number" &&
    tests[first]!(value, bound) &&
    (second === undefined || tests[second]!(value, other!));
}

function addressTest(range: string): Test {
  const { net, bits, family } = rangeOf(range)!;
  const list = new BlockList();
  list.addSubnet(net, bits, family);
  return (value) => {
    const isOfFamily = typeof value === "string" && isIP(value) === (family === "ipv6" ? 6 : 4);
    return isOfFamily && list.check(value, family);
  };
}
