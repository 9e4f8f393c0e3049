import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../../shared/errors";
import type { Properties } from "../resource";

/** What the cloud would answer: by the token of a function or the type of a resource. */
export type Lookups = Record<string, Lookup[]>;

interface Lookup {
  /** The arguments that it answers, or some of them; every call if not given. */
  arguments?: Properties;
  result: Properties;
}

export const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/**
 * Reads a file of answers, for example
 * `{"aws:route53/getZone:getZone": [{"arguments": {"name": "example.com"}, "result": {"zoneId": "Z1"}}]}`.
 * @throws UserError if it is missing or has another form.
 */
export function readLookups(path: string): Lookups {
  if (!existsSync(path))
    throw new UserError("PROJECT", `There is no file "${path}" to look answers up in.`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UserError("PROJECT", `"${path}" is not JSON: ${(error as Error).message}`);
  }
  const entries = Object.entries(content ?? {}).map(([token, given]): [string, Lookup[]] => {
    const lookups = (Array.isArray(given) ? given : [given]) as Lookup[];
    if (lookups.every((lookup) => isObject(lookup) && isObject(lookup.result)))
      return [token, lookups];
    throw new UserError(
      "PROJECT",
      `"${path}" has no list of answers for "${token}". Write [{"arguments": {...}, "result": {...}}].`,
    );
  });
  return Object.fromEntries(entries);
}

/** Answers with the outputs of other stacks, by the stack's name as the program gives it. */
export function stackLookups(outputs: Record<string, Properties>): Lookups {
  const lookups = Object.entries(outputs).map(([name, result]) => {
    return { arguments: { name }, result };
  });
  return lookups.length > 0 ? { [STACK_REFERENCE]: lookups } : {};
}

/** The answers of both, the first ones before the others. */
export function joined(first: Lookups, others: Lookups): Lookups {
  const tokens = [...new Set([...Object.keys(first), ...Object.keys(others)])];
  return Object.fromEntries(
    tokens.map((token) => [token, [...(first[token] ?? []), ...(others[token] ?? [])]]),
  );
}

/** The first answer whose arguments are among those of the call. */
export function answerOf(
  lookups: Lookups,
  token: string,
  args: Properties,
): Properties | undefined {
  return lookups[token]?.find((lookup) =>
    Object.entries(lookup.arguments ?? {}).every(([key, value]) =>
      isDeepStrictEqual(value, args[key]),
    ),
  )?.result;
}

/** How to give an answer that only the cloud has. */
export function wayOut(token: string, args: Properties): string {
  const example = JSON.stringify({ [token]: [{ arguments: args, result: {} }] });
  return `Give its result in a file with --lookup FILE: ${example}`;
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
