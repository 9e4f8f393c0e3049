/**
 * The day on which AWS stops patching a runtime.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export const DEPRECATION_DATES: Record<string, string> = {
  "nodejs12.x": "2023-03-31",
  "nodejs14.x": "2023-12-04",
  "nodejs16.x": "2024-06-12",
  "nodejs18.x": "2025-09-01",
  "nodejs20.x": "2026-04-30",
  "nodejs22.x": "2027-04-30",
  "nodejs24.x": "2028-04-30",
};

const DAY_MS = 86_400_000;

/** Days until a runtime is deprecated, negative afterwards; undefined for a runtime that is not in the table. */
export function daysLeft(runtime: string, today: Date): number | undefined {
  const date = DEPRECATION_DATES[runtime];
  return date === undefined ? undefined : Math.floor((Date.parse(date) - today.getTime()) / DAY_MS);
}
