import { deepEqual } from "node:assert/strict";

/** Asserts the named properties; there may be others. */
export function assertProperties(
  actual: object | undefined,
  expected: Record<string, unknown>,
): void {
  deepEqual(actual, { ...actual, ...expected });
}
