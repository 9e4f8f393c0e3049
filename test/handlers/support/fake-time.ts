const { setTimeout } = globalThis;

/** The timeouts that the code under test waits for. */
export interface FakeTimeouts {
  /** How long each waits, in milliseconds. */
  readonly waitsMs: number[];
  /** Ends all waits. */
  pass(): void;
}

/** Replaces `setTimeout` by one that waits for the test, until `restoreTimeouts`. */
export function fakeTimeouts(): FakeTimeouts {
  const waiting: { ms: number; callback: () => void }[] = [];
  const fake = (callback: () => void, ms: number) => void waiting.push({ callback, ms });
  globalThis.setTimeout = fake as unknown as typeof setTimeout;
  return {
    get waitsMs() {
      return waiting.map(({ ms }) => ms);
    },
    pass() {
      for (const { callback } of waiting.splice(0)) callback();
    },
  };
}

export function restoreTimeouts(): void {
  globalThis.setTimeout = setTimeout;
}

/** Runs something as if it were so many milliseconds later. Timers do not change. */
export async function later<T>(ms: number, run: () => Promise<T>): Promise<T> {
  const { now } = Date;
  Date.now = () => now() + ms;
  try {
    return await run();
  } finally {
    Date.now = now;
  }
}
