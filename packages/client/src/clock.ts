export interface Timer {
  cancel(): void;
}

/** Where the time comes from. A test hands in one that it moves itself, such as `laptop.clock`. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, after some milliseconds. */
  after(delayMs: number, callback: () => void): Timer;
}

export const realClock: Clock = {
  // Unlike performance.now(), it goes on while a machine sleeps.
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
