/** The number of invocations in flight from a moment on. */
export interface Step {
  at: number;
  value: number;
}

/**
 * Adds a step. Of the changes within one millisecond, it keeps the highest and the last.
 * @param value the number of invocations in flight now.
 */
export function addStep(steps: Step[], at: number, value: number): void {
  const latest = steps.at(-1);
  const earlier = steps.at(-2);
  if (latest?.at === at && earlier?.at === at) {
    earlier.value = Math.max(earlier.value, latest.value);
    latest.value = value;
  } else steps.push({ at, value });
}

/** Drops the steps before a moment, but keeps the value that holds at it. */
export function dropStepsBefore(steps: Step[], from: number): void {
  const first = steps.findIndex(({ at }) => at >= from);
  steps.splice(0, Math.max(0, first - 1));
}
