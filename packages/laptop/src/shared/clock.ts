export type Timer = { cancel(): void };

/** The time that AWS's limits are measured by. A fake one makes two hours pass in a test. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after some milliseconds. A timer does not keep the process running. */
  after(delayMs: number, callback: () => void): Timer;
  /** The same for a limit on running code, which a clock that is sped up does not make faster. */
  deadline(delayMs: number, callback: () => void): Timer;
}

/** The longest that Node.js's timers take; longer ones would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The clock on the wall. */
export const realClock: Clock = { now: Date.now, after: startTimer, deadline: startTimer };

/**
 * A clock that runs faster, so that an idle timeout of ten minutes can be watched.
 * @param factor seconds that pass in one second on the wall.
 */
export function scaledClock(factor: number): Clock {
  const startMs = Date.now();
  return {
    now: () => startMs + Math.round((Date.now() - startMs) * factor),
    after: (delayMs, callback) => startTimer(delayMs / factor, callback),
    deadline: startTimer,
  };
}

function startTimer(delayMs: number, callback: () => void): Timer {
  const timer = setTimeout(callback, Math.min(delayMs, MAX_TIMER_MS)).unref();
  return { cancel: () => clearTimeout(timer) };
}
