import { performance } from "node:perf_hooks";

/** An environment, as far as the processors are concerned. */
export interface Worker {
  /** The share of time that it was running, lately: 0 to 1. */
  activity(): number;
}

/** Who is busy for a smaller share of the time waits for something. */
const COMPUTING = 0.05;

/** How long an event is taken to compute before that is known. */
const JUDGED_AFTER_MS = 20;

/**
 * An environment with an event.
 * @param isServiceBusy whether the service itself keeps those waiting that wait for its answers: these compute, too.
 */
export function workerOf(environment: Worker, isServiceBusy: () => boolean): Worker {
  return { activity: () => (isServiceBusy() ? 1 : environment.activity()) };
}

/** @returns when it began, for `seemsToWait`. */
export function hasBegun(worker: Worker): number {
  // It is measured from now on.
  worker.activity();
  return performance.now();
}

/** Whether an environment waits for something instead of computing, as far as is known yet. */
export function seemsToWait(worker: Worker, beganAt: number): boolean {
  return performance.now() - beganAt > JUDGED_AFTER_MS && worker.activity() < COMPUTING;
}

/** The environments of a function that compute. Those that wait, for an answer or for a time, are not among them. */
export class Computing {
  /** Those with an event that have not been seen waiting, and when it began. */
  readonly #beganAt = new Map<Worker, number>();

  /** An event begins. */
  begin(worker: Worker): void {
    // Its activity is of interest if others compute as well.
    this.#beganAt.set(worker, this.#beganAt.size > 0 ? hasBegun(worker) : performance.now());
  }

  end(worker: Worker): void {
    this.#beganAt.delete(worker);
  }

  /** Whether `most` or more compute. */
  isFull(most: number): boolean {
    if (this.#beganAt.size < most) return false;
    for (const [worker, beganAt] of this.#beganAt)
      if (seemsToWait(worker, beganAt)) this.#beganAt.delete(worker);
    return this.#beganAt.size >= most;
  }
}
