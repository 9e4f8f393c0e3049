import type { Clock, Timer } from "../../src/shared/clock";

interface Pending {
  at: number;
  callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number;
  readonly #pending = new Set<Pending>();
  readonly #waiting: { delayMs: number; resolve: () => void }[] = [];

  /** @param start an ISO 8601 time. */
  constructor(start = "2026-09-25T00:00:00.000Z") {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#pending.size;
  }

  after(delayMs: number, callback: () => void): Timer {
    const timer = { at: this.#now + delayMs, callback };
    this.#pending.add(timer);
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.delayMs === delayMs) waiting.resolve();
      else this.#waiting.push(waiting);
    }
    return { cancel: () => this.#pending.delete(timer) };
  }

  /** Here a limit on running code is a limit like any other. */
  deadline(delayMs: number, callback: () => void): Timer {
    return this.after(delayMs, callback);
  }

  /** Lets time pass: calls back in order whatever falls due on the way. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#pending].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#pending.delete(due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = end;
  }

  /** Settles when somebody sets a timer of this length, from now on. */
  timerOf(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ delayMs, resolve }));
  }
}
