import type { Clock, Timer } from "../../src/clock";

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #timers = new Map<object, { at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  after(delayMs: number, callback: () => void): Timer {
    const key = {};
    this.#timers.set(key, { at: this.#now + delayMs, callback });
    return { cancel: () => this.#timers.delete(key) };
  }

  /** Lets time pass. After each timer, whatever waits for promises goes on. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let due = this.#next(); due && due.at <= end; due = this.#next()) {
      this.#timers.delete(due.key);
      this.#now = due.at;
      due.callback();
      await settled();
    }
    this.#now = end;
  }

  /** Nobody's timers fire meanwhile: a machine sleeps. What is overdue fires when time passes again. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #next() {
    let next: { key: object; at: number; callback: () => void } | undefined;
    for (const [key, { at, callback }] of this.#timers)
      if (!next || at < next.at) next = { key, at: Math.max(at, this.#now), callback };
    return next;
  }
}

/** Everything that waits for promises alone has gone on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}
