import { performance } from "node:perf_hooks";

/** An environment, as far as the processors are concerned. */
interface Worker {
  /** The share of time that it was running, lately: 0 to 1. */
  activity(): number;
}

/** Who is busy for a smaller share of the time waits for something. */
const COMPUTING = 0.05;

/** How long an event is taken to compute before that is known. */
const JUDGED_AFTER_MS = 20;

/** The environments of a function that compute. Those that wait, for an answer or for a time, are not among them. */
export class Computing {
  /** Those with an event that have not been seen waiting, and when it began. */
  readonly #beganAt = new Map<Worker, number>();
  readonly #isServiceBusy: () => boolean;

  /** @param isServiceBusy whether the service itself keeps those waiting that wait for its answers. */
  constructor(isServiceBusy: () => boolean) {
    this.#isServiceBusy = isServiceBusy;
  }

  /** An event begins. */
  begin(worker: Worker): void {
    // It is measured from now on, if others compute as well.
    if (this.#beganAt.size > 0) worker.activity();
    this.#beganAt.set(worker, performance.now());
  }

  end(worker: Worker): void {
    this.#beganAt.delete(worker);
  }

  /** Whether `most` or more compute. */
  isFull(most: number): boolean {
    if (this.#beganAt.size < most) return false;
    if (this.#isServiceBusy()) return true;
    const judgedUntil = performance.now() - JUDGED_AFTER_MS;
    for (const [worker, beganAt] of this.#beganAt)
      if (beganAt < judgedUntil && worker.activity() < COMPUTING) this.#beganAt.delete(worker);
    return this.#beganAt.size >= most;
  }
}
