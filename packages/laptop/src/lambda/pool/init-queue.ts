import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import type { Clock, Timer } from "../../shared/clock";
import { activityOf } from "./activity";

/** An environment that the queue has started. */
export interface StartedEnvironment {
  /** Settles when the Init phase is over. */
  readonly initialized: Promise<void>;
  readonly ended: boolean;
  /** The share of time spent computing since the last call: 0 to 1. */
  activity(): number;
}

/** @returns undefined if there is nothing to start any more. */
type Start = () => StartedEnvironment | undefined;

/** An Init phase that takes longer is mostly waiting, so the next one may start. */
const MAX_INIT_MS = 1000;

/** The first in the queue starts after this time, however busy the machine is. */
const MAX_WAIT_MS = 3000;

/** How often activity is measured while starts are pending. */
const SAMPLE_MS = 20;

/** The share of the processors that may be busy when another Init phase starts. */
const FULL_LOAD = 0.75;

/** The share of its time that this thread is at work when it is too busy for more events. */
const FULL_OWN_LOAD = 0.9;

/**
 * Environments that wait for their Init phase, shared by all functions. Busy environments go first: a
 * broadcast finishes sooner in two warm environments than with twenty cold ones competing for the
 * processors. A pending start holds up nothing else.
 * Differs from AWS: a burst starts no more environments at once than this machine has processors for.
 */
export class InitQueue {
  readonly #clock: Clock;
  readonly processors: number;
  readonly #ownActivity: () => number;
  readonly #pending = new Set<Start>();
  /** Environments past their Init phase. */
  readonly #running = new Set<StartedEnvironment>();
  #initializing = 0;
  /** The number of processors that events, and this thread, kept busy at the last measurement. */
  #load = { events: 0, own: 0 };
  #measuredAt = -SAMPLE_MS;
  #sample: NodeJS.Timeout | undefined;
  #headTimer: Timer | undefined;

  constructor(
    clock: Clock,
    processors = availableParallelism(),
    ownActivity = activityOf(performance),
  ) {
    this.#clock = clock;
    this.processors = processors;
    this.#ownActivity = ownActivity;
  }

  /** The number of pending starts. */
  get length(): number {
    return this.#pending.size;
  }

  /** Whether this thread, which answers the environments, has hardly a moment left. */
  isServiceBusy(): boolean {
    this.#measure();
    return this.#load.own > FULL_OWN_LOAD;
  }

  /** Calls `start` as soon as there is room, which may be at once. */
  add(start: Start): { cancel(): void } {
    // A new function, because one function may be added twice.
    const entry = () => start();
    this.#pending.add(entry);
    this.#startWhatFits();
    return { cancel: () => this.#cancel(entry) };
  }

  #startWhatFits(): void {
    while (this.#pending.size > 0 && this.#hasRoom()) this.#startNext();
    clearTimeout(this.#sample);
    this.#sample = undefined;
    if (this.#pending.size === 0) return;
    this.#sample = setTimeout(() => this.#startWhatFits(), SAMPLE_MS).unref();
    this.#headTimer ??= this.#clock.deadline(MAX_WAIT_MS, () => {
      this.#startNext();
      this.#startWhatFits();
    });
  }

  #cancel(entry: Start): void {
    const [head] = this.#pending;
    this.#pending.delete(entry);
    if (entry !== head) return;
    // The next in the queue only now becomes its head.
    this.#cancelHeadTimer();
    this.#startWhatFits();
  }

  #cancelHeadTimer(): void {
    this.#headTimer?.cancel();
    this.#headTimer = undefined;
  }

  #hasRoom(): boolean {
    if (this.#initializing >= this.processors) return false;
    this.#measure();
    const others = this.#initializing + this.#load.events;
    return others < 0.5 || others + this.#load.own < FULL_LOAD * this.processors;
  }

  #startNext(): void {
    const [start] = this.#pending;
    this.#pending.delete(start!);
    this.#cancelHeadTimer();
    const started = start!();
    if (started) void this.#initialize(started);
  }

  async #initialize(started: StartedEnvironment): Promise<void> {
    this.#initializing++;
    let timer: Timer | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = this.#clock.deadline(MAX_INIT_MS, resolve);
    });
    await Promise.race([started.initialized, timeout]);
    timer!.cancel();
    this.#initializing--;
    // Restarts its measurement after the Init phase. Until the next one it counts as busy.
    started.activity();
    this.#running.add(started);
    this.#load.events++;
    this.#startWhatFits();
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
