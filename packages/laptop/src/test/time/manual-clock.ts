import type { Clock, Timer } from "../../shared/clock";
import { millisecondsOf, type Duration } from "./duration";

interface Pending {
  at: number;
  callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number;
  readonly #pending = new Set<Pending>();

  /** @param startMs milliseconds since 1970; the real time if not given, by which functions sign their calls. */
  constructor(startMs = Date.now()) {
    this.#now = startMs;
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
    return { cancel: () => this.#pending.delete(timer) };
  }

  /** Here a limit on running code is a limit like any other. */
  deadline(delayMs: number, callback: () => void): Timer {
    return this.after(delayMs, callback);
  }

  /** Lets time pass: calls back in order whatever falls due on the way. */
  advance(duration: Duration): void {
    const end = this.#now + millisecondsOf(duration);
    for (let due = this.#next(); due && due.at <= end; due = this.#next()) {
      this.#pending.delete(due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = end;
  }

  #next(): Pending | undefined {
    let next: Pending | undefined;
    for (const timer of this.#pending) if (!next || timer.at < next.at) next = timer;
    return next;
  }
}
