import type { EventLoopUtilization, Performance } from "node:perf_hooks";

/** @returns what tells the share of the time since it was called last in which a thread did not wait: 0 to 1. */
export function activityOf(thread: Pick<Performance, "eventLoopUtilization">): () => number {
  let last: EventLoopUtilization | undefined;
  return () => {
    const now = thread.eventLoopUtilization();
    const { utilization } = thread.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
