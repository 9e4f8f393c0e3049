import { parseCron, type Cron } from "./cron";

/** When a rule or a schedule fires. */
export type ScheduleExpression =
  | { kind: "rate"; everyMs: number }
  | { kind: "cron"; cron: Cron }
  /** Once, at a time of day without a zone: `2026-12-24T18:00:00`. */
  | { kind: "at"; time: string };

/** So many days on there still are dates. */
const MAX_RATE = 9_999_999;

const UNITS_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)`, `cron(0 18 ? * MON-FRI *)` or `at(2026-12-24T18:00:00)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws Error that says what is wrong with it.
 */
export function parseSchedule(text: string): ScheduleExpression {
  const [, kind, inner = ""] = /^(rate|cron|at)\((.*)\)$/.exec(text.trim()) ?? [];
  switch (kind) {
    case "rate":
      return { kind, everyMs: rateOf(inner) };
    case "cron":
      return { kind, cron: parseCron(inner) };
    case "at":
      return { kind, time: timeOf(inner) };
    default:
      throw new Error("is none of rate(...), cron(...) and at(...)");
  }
}

function rateOf(text: string): number {
  const [, digits, unit = "", plural] = /^\s*(\d+)\s+(minute|hour|day)(s?)\s*$/.exec(text) ?? [];
  const value = Number(digits ?? 0);
  if (value < 1 || value > MAX_RATE)
    throw new Error(`needs a number from 1 to ${MAX_RATE} and minutes, hours or days`);
  if ((value === 1) !== (plural === ""))
    throw new Error(`needs "${value} ${unit}${value === 1 ? "" : "s"}"`);
  return value * UNITS_MS[unit]!;
}

function timeOf(text: string): string {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : NaN;
  // Dates such as February 30 are read as ones of March.
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return text;
  throw new Error("needs a time such as 2026-12-24T18:00:00");
}
