import { availableParallelism } from "node:os";
import type { Clock } from "../clock";

/** A place in the line. */
export interface Turn {
  /** Leaves the line. */
  cancel(): void;
}

/** An Init phase that takes longer mostly waits, and others may begin. */
const LONGEST_TURN_MS = 1000;

/**
 * Where environments wait for their Init phase. Shared by all functions.
 * Differs from AWS: a burst starts no more environments at once than this machine has processors for.
 */
export class InitLine {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(clock: Clock, processors = availableParallelism()) {
    this.#clock = clock;
    this.#free = processors;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.size;
  }

  /** Calls `begin` when it is its turn, now if nobody waits; the turn ends with what `begin` returns. */
  enter(begin: () => Promise<void>): Turn {
    const start = () => void this.#run(begin);
    if (this.#free > 0) start();
    else this.#waiting.add(start);
    return { cancel: () => this.#waiting.delete(start) };
  }

  async #run(begin: () => Promise<void>): Promise<void> {
    this.#free--;
    let timer = { cancel: () => {} };
    await Promise.race([
      begin(),
      new Promise<void>((resolve) => {
        timer = this.#clock.deadline(LONGEST_TURN_MS, resolve);
      }),
    ]);
    timer.cancel();
    this.#free++;
    const [next] = this.#waiting;
    if (!next) return;
    this.#waiting.delete(next);
    next();
  }
}
