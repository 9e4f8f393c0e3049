export type Timer = { cancel(): void };

/** The time for AWS's limits. In tests a fake clock makes two hours pass at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after some milliseconds. A timer does not keep the process running. */
  after(delayMs: number, callback: () => void): Timer;
  /** The same for a limit on running code: it stays in real time when the clock is sped up. */
  deadline(delayMs: number, callback: () => void): Timer;
  /** Stops the deadlines until the function that it returns is called. Only a clock that can be held has it. */
  hold?(): () => void;
  /** How long the deadlines have been stopped, in milliseconds of `now`. */
  heldMs?(): number;
}

/** The longest that Node.js's timers take; longer ones would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Real time. */
export const realClock: Clock = { now: Date.now, after: startTimer, deadline: startTimer };

/**
 * A faster clock, so that an idle timeout of ten minutes can be watched.
 * @param factor its seconds per real second.
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
