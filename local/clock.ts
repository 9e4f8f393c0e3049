export type Timer = { cancel(): void };

/** The time that AWS's limits are measured by. A fake one makes two hours pass in a test. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after some milliseconds. A timer does not keep the process running. */
  after(delayMs: number, callback: () => void): Timer;
}

export const realClock: Clock = {
  now: Date.now,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
