import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import type { Clock, Timer } from "../shared/clock";
import { activityOf } from "./activity";

/** A place in the line. */
export interface Turn {
  /** Leaves the line. */
  cancel(): void;
}

/** An environment whose turn has come. */
export interface Started {
  /** Settles when the Init phase is over. */
  readonly initialized: Promise<void>;
  readonly ended: boolean;
  /** The share of the time since it was asked last in which the environment computed: 0 to 1. */
  activity(): number;
}

/** An Init phase that takes longer mostly waits, and others may begin. */
const LONGEST_TURN_MS = 1000;

/** The head of the line waits no longer, however busy the machine is. */
const LONGEST_WAIT_MS = 3000;

/** How often activity is measured while somebody waits. */
const SAMPLE_MS = 20;

/** The share of the processors that is kept busy before others must wait. */
const FULL_LOAD = 0.75;

/**
 * Where environments wait for their Init phase. Shared by all functions. What is busy computing goes on
 * first: a broadcast in two warm environments is done long before one that twenty cold ones share the
 * processors for. Environments that wait hold nobody up.
 * Differs from AWS: a burst starts no more environments at once than this machine has processors for.
 */
export class InitLine {
  readonly #clock: Clock;
  readonly #processors: number;
  readonly #ownActivity: () => number;
  readonly #waiting = new Set<() => Started | undefined>();
  /** Those whose Init phase is over. */
  readonly #running = new Set<Started>();
  #initializing = 0;
  /** How many processors were busy, with events and with this thread, when last measured. */
  #load = { events: 0, own: 0 };
  #measuredAt = -SAMPLE_MS;
  #sample: NodeJS.Timeout | undefined;
  #patience: Timer | undefined;

  constructor(
    clock: Clock,
    processors = availableParallelism(),
    ownActivity = activityOf(performance),
  ) {
    this.#clock = clock;
    this.#processors = processors;
    this.#ownActivity = ownActivity;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.size;
  }

  /** Calls `begin` when it is its turn, at once if there is room; what it returns is what was started. */
  enter(begin: () => Started | undefined): Turn {
    // A place of its own, also where the same function enters twice.
    const place = () => begin();
    this.#waiting.add(place);
    this.#goOn();
    return { cancel: () => this.#leave(place) };
  }

  #goOn(): void {
    while (this.#waiting.size > 0 && this.#hasRoom()) this.#startNext();
    clearTimeout(this.#sample);
    this.#sample = undefined;
    if (this.#waiting.size === 0) return;
    this.#sample = setTimeout(() => this.#goOn(), SAMPLE_MS).unref();
    this.#patience ??= this.#clock.deadline(LONGEST_WAIT_MS, () => {
      this.#startNext();
      this.#goOn();
    });
  }

  #leave(place: () => Started | undefined): void {
    const [head] = this.#waiting;
    this.#waiting.delete(place);
    if (place !== head) return;
    // The next in the line has only now become its head.
    this.#endPatience();
    this.#goOn();
  }

  #endPatience(): void {
    this.#patience?.cancel();
    this.#patience = undefined;
  }

  #hasRoom(): boolean {
    if (this.#initializing >= this.#processors) return false;
    this.#measure();
    const others = this.#initializing + this.#load.events;
    return others < 0.5 || others + this.#load.own < FULL_LOAD * this.#processors;
  }

  #startNext(): void {
    const [begin] = this.#waiting;
    this.#waiting.delete(begin!);
    this.#endPatience();
    const started = begin!();
    if (started) void this.#initialize(started);
  }

  async #initialize(started: Started): Promise<void> {
    this.#initializing++;
    let timer: Timer | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = this.#clock.deadline(LONGEST_TURN_MS, resolve);
    });
    await Promise.race([started.initialized, timeout]);
    timer!.cancel();
    this.#initializing--;
    // From here on its activity is that of its events; until it is measured it counts as busy.
    started.activity();
    this.#running.add(started);
    this.#load.events++;
    this.#goOn();
  }

  #measure(): void {
    const now = performance.now();
    if (now - this.#measuredAt < SAMPLE_MS) return;
    this.#measuredAt = now;
    this.#load = { events: 0, own: this.#ownActivity() };
    for (const started of this.#running) {
      if (started.ended) this.#running.delete(started);
      else this.#load.events += started.activity();
    }
  }
}
