import type { Timer } from "../../src/shared/clock";
import { ManualClock } from "../../src/test/time/manual-clock";

/** A clock that stands still until a test moves it, and tells when somebody waits for it. */
export class FakeClock extends ManualClock {
  readonly #waiting: { delayMs: number; resolve: () => void }[] = [];

  /** @param start an ISO 8601 time. */
  constructor(start = "2026-09-25T00:00:00.000Z") {
    super(Date.parse(start));
  }

  override after(delayMs: number, callback: () => void): Timer {
    const timer = super.after(delayMs, callback);
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.delayMs === delayMs) waiting.resolve();
      else this.#waiting.push(waiting);
    }
    return timer;
  }

  /** Settles when somebody sets a timer of this length, from now on. */
  timerOf(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ delayMs, resolve }));
  }
}
