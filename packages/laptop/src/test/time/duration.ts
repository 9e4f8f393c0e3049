import { UserError } from "../../shared/errors";

/** Milliseconds, or a number with a unit: `"500ms"`, `"2s"`, `"10m"`, `"2h"`, `"1d"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const UNITS_MS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** @returns milliseconds. @throws UserError for anything else, a negative duration included. */
export function millisecondsOf(duration: Duration): number {
  const [, number, unit = "ms"] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(String(duration)) ?? [];
  if (number !== undefined) return Number(number) * UNITS_MS[unit]!;
  throw new UserError(
    "USAGE",
    `"${duration}" is no duration. Write milliseconds, or a number with ms, s, m, h or d: "2h".`,
  );
}
