import type { InProgress } from "../shared/in-progress";
import type { Recording } from "./recording";

/** What has been read in one turn of the event loop may be handled in the next ones. */
const QUIET_TURNS = 3;

/** What a laptop may be busy with. */
export interface Work {
  /** Events, invocations, Init phases and sweeps. */
  inProgress: InProgress;
  /** Whether all that the test's connections and the gateway have sent each other has been read. */
  isDelivered(): boolean;
  /** Whether a call waits for the clock, which only the test moves. */
  isHeld(): boolean;
}

/**
 * Settles when nothing more happens until the test does something or the clock is moved.
 * @throws Error if that takes longer than the limit, in real time.
 */
export async function untilSettled(
  { inProgress, isDelivered, isHeld }: Work,
  recording: Recording,
  limitMs: number,
): Promise<void> {
  const isQuiet = () => isDelivered() && (inProgress.size === 0 || isHeld());
  const startedAt = performance.now();
  for (let turns = 0; turns < QUIET_TURNS;) {
    turns = isQuiet() ? turns + 1 : 0;
    if (performance.now() - startedAt > limitMs) {
      const doing = inProgress.size > 0 ? `${inProgress.size} in progress` : "bytes are on the way";
      throw recording.failure(`Not settled after ${limitMs / 1000} s: ${doing}.`);
    }
    // Processes need time of their own while something is in progress.
    await new Promise((resolve) => (turns > 0 ? setImmediate(resolve) : setTimeout(resolve, 1)));
  }
}
