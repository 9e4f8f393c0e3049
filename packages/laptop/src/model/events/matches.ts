import { BlockList, isIP } from "node:net";
import type { EventPattern, Matcher } from "./event-pattern";
import { matchesWildcard } from "./wildcard";

/**
 * Whether an event matches the pattern of a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * @param pattern that was checked.
 */
export function matches(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === "$or") return (wanted as EventPattern[]).some((each) => matches(each, event));
    return fieldsOf(event).some((fields) => {
      const isThere = Object.hasOwn(fields, name);
      const value = isThere ? fields[name] : undefined;
      if (!Array.isArray(wanted)) return matches(wanted, value);
      return matchesAny(wanted as Matcher[], isThere, value);
    });
  });
}

/** An event's object; of an array each object in it, of which one has to match. */
function fieldsOf(event: unknown): Record<string, unknown>[] {
  const found = (Array.isArray(event) ? event : [event]).filter(
    (each): each is Record<string, unknown> => typeof each === "object" && each !== null,
  );
  return found.length > 0 ? found : [{}];
}

function matchesAny(matchers: Matcher[], isThere: boolean, value: unknown): boolean {
  const isLeaf = isThere && (typeof value !== "object" || value === null || Array.isArray(value));
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return matchers.some((matcher) => {
    if (typeof matcher === "object" && matcher !== null && "exists" in matcher)
      return matcher.exists === isLeaf;
    return isLeaf && values.some((each) => matchesOne(matcher, each));
  });
}

function matchesOne(matcher: Matcher, value: unknown): boolean {
  if (typeof matcher !== "object" || matcher === null) return matcher === value;
  const [[operator, operand]] = Object.entries(matcher) as [[string, unknown]];
  switch (operator) {
    case "prefix":
      return compare(value, operand, (text, start) => text.startsWith(start));
    case "suffix":
      return compare(value, operand, (text, end) => text.endsWith(end));
    case "equals-ignore-case":
      return compare(value, { "equals-ignore-case": operand }, (text, other) => text === other);
    case "wildcard":
      return typeof value === "string" && matchesWildcard(operand as string, value);
    case "cidr":
      return typeof value === "string" && isInRange(operand as string, value);
    case "numeric":
      return typeof value === "number" && isWithin(operand as (string | number)[], value);
    case "anything-but":
      return !isOneOf(operand, value);
    default:
      return false;
  }
}

/** What `anything-but` leaves out. */
function isOneOf(operand: unknown, value: unknown): boolean {
  if (typeof operand !== "object" || operand === null) return operand === value;
  if (Array.isArray(operand)) return operand.includes(value);
  const [[operator, operands]] = Object.entries(operand) as [[string, unknown]];
  const each = Array.isArray(operands) ? (operands as unknown[]) : [operands];
  return each.some((one) => matchesOne({ [operator]: one }, value));
}

/** @param operand a text, or one whose case does not matter. */
function compare(
  value: unknown,
  operand: unknown,
  holds: (text: string, operand: string) => boolean,
): boolean {
  if (typeof value !== "string") return false;
  if (typeof operand === "string") return holds(value, operand);
  const { "equals-ignore-case": text } = operand as { "equals-ignore-case": string };
  return holds(value.toLowerCase(), text.toLowerCase());
}

function isWithin(comparisons: (string | number)[], value: number): boolean {
  for (let i = 0; i < comparisons.length; i += 2) {
    const bound = comparisons[i + 1] as number;
    const holds = {
      "=": value === bound,
      "<": value < bound,
      "<=": value <= bound,
      ">": value > bound,
      ">=": value >= bound,
    }[comparisons[i] as string];
    if (!holds) return false;
  }
  return true;
}

function isInRange(range: string, address: string): boolean {
  const [net = "", bits] = range.split("/", 2);
  const family = isIP(net) === 6 ? "ipv6" : "ipv4";
  if (isIP(address) === 0 || isIP(net) === 0) return false;
  const list = new BlockList();
  try {
    list.addSubnet(net, Number(bits), family);
  } catch {
    return false;
  }
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
