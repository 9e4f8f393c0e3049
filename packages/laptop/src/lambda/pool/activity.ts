import type { EventLoopUtilization, Performance } from "node:perf_hooks";

/** @returns a function that returns the share of time a thread spent computing since the last call: 0 to 1. */
export function activityOf(thread: Pick<Performance, "eventLoopUtilization">): () => number {
  let previous: EventLoopUtilization | undefined;
  return () => {
    const now = thread.eventLoopUtilization();
    const { utilization } = thread.eventLoopUtilization(now, previous);
    previous = now;
    return utilization;
  };
}
