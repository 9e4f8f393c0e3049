import { parsePattern, type EventPattern } from "./event-pattern";
import { matches } from "./matches";

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const MAX_FILTERS = 10;
const MAX_PATTERN_LENGTH = 4096;

/**
 * Reads the filters of an event source mapping: a message of which the body matches one of them is handled.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 * @param criteria `{ filters: [{ pattern: JSON text }] }`; all messages are handled if there is no filter.
 * @throws Error that says what is wrong with it.
 */
export function parseFilters(criteria: unknown): EventPattern[] {
  const { filters } = (criteria ?? {}) as { filters?: { pattern?: unknown }[] };
  const patterns = (filters ?? []).map(({ pattern }) => pattern);
  if (patterns.length > MAX_FILTERS)
    throw new Error(`has ${patterns.length} filters. Choose ${MAX_FILTERS} at most`);
  return patterns.map((source) => {
    if (typeof source !== "string" || source.length > MAX_PATTERN_LENGTH)
      throw new Error(`needs patterns of 1 to ${MAX_PATTERN_LENGTH} characters`);
    const pattern = parsePattern(source);
    const [other] = Object.keys(pattern).filter((field) => field !== "body");
    if (other !== undefined)
      throw new Error(`filters by "${other}". Queues are filtered by "body"`);
    return pattern;
  });
}

/**
 * Whether one of the filters lets a message through. A filter of fields matches bodies that are JSON, one of texts all
 * others.
 */
export function passes(filters: EventPattern[], body: string): boolean {
  if (filters.length === 0) return true;
  const message = { body: read(body) };
  return filters.some((pattern) => matches(pattern, message));
}

/** Unconfirmed [filter-json-body]: only an object or an array counts as a body that is JSON. */
function read(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : body;
  } catch {
    return body;
  }
}
