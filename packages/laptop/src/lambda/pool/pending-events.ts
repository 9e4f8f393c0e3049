import type { ExecutionEnvironment } from "../environment/execution-environment";
import type { Backlog } from "./backlog";
import { FairQueue } from "./fair-queue";

/** An event that has no environment yet. */
export interface PendingEvent {
  sender: string;
  start: { cancel(): void };
  onReuse(): void;
  take(environment: ExecutionEnvironment | undefined): void;
}

/** The events of a pool that have no environment yet. */
export class PendingEvents {
  readonly #all = new Set<PendingEvent>();
  readonly #inTurn = new FairQueue<PendingEvent>();
  /** Those that take any environment. */
  readonly #queued = new FairQueue<PendingEvent>();
  readonly #maxBeforeBurst: number;
  readonly #backlog: Backlog | undefined;
  /** Set when many are pending, until none is. */
  #isBurst = false;

  /**
   * @param maxBeforeBurst with more pending events, each takes the first environment that is free, new or warm: a
   *   few warm environments finish a burst sooner than many cold ones.
   * @param backlog counts the events of each sender.
   * Differs from AWS: in a burst, an event takes a warm environment instead of the one that starts for it.
   */
  constructor(maxBeforeBurst: number, backlog?: Backlog) {
    this.#backlog = backlog;
    this.#maxBeforeBurst = maxBeforeBurst;
  }

  get size(): number {
    return this.#all.size;
  }

  /** @param isQueued whether it takes any environment that becomes free, and not only the one that starts for it. */
  add(event: PendingEvent, isQueued: boolean): void {
    this.#all.add(event);
    this.#backlog?.add(event.sender);
    this.#inTurn.add(event);
    if (isQueued) this.#queued.add(event);
    if (this.#all.size > this.#maxBeforeBurst) this.#isBurst = true;
  }

  delete(event: PendingEvent): void {
    if (this.#all.delete(event)) this.#backlog?.delete(event.sender);
    this.#inTurn.delete(event);
    this.#queued.delete(event);
    if (this.#all.size === 0) this.#isBurst = false;
  }

  clear(): void {
    for (const event of this.#all) this.delete(event);
  }

  /** The one whose turn it is to take an environment which is free; of all, if no other environment may start. */
  next(mustReuse: boolean): PendingEvent | undefined {
    return (mustReuse || this.#isBurst ? this.#inTurn : this.#queued).first();
  }

  [Symbol.iterator]() {
    return this.#all.values();
  }
}
