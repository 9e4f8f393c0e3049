import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { hasBegun, seemsToWait, type Worker } from "./computing";

/** How often those that compute are looked at, while a message is held back. */
const SAMPLE_MS = 20;

/** Events of one connection that are in the works at a time, for each processor, if no other connection sends. */
const ALONE_PER_PROCESSOR = 2;

/** A connection has the machine for itself when nothing has come of others for so long. */
const ALONE_AFTER_MS = 1000;

/**
 * Knows which events of each connection are in the works: those that wait for an execution environment, and those
 * that compute in one. An event that waits for an answer or for a time is not.
 * Differs from AWS: two events of one connection for each processor are in the works at a time, and one if another
 * connection has sent something in the last second; until one has ended, the next message is not read. So a
 * connection that sends more than this machine can handle waits behind itself.
 */
export class Backlog {
  readonly #most: number;
  /** How many events of each connection are in the works. */
  readonly #counts = new Map<string, number>();
  readonly #computing = new Map<Worker, { sender: string; beganAt: number }>();
  /** The connections whose next message is held back. */
  readonly #held = new Map<string, () => void>();
  /** Who sent last, and when anyone else did. */
  #last = { sender: "", at: -Infinity };
  #lastOfOthers = -Infinity;
  #sample: NodeJS.Timeout | undefined;

  constructor(processors = availableParallelism()) {
    this.#most = ALONE_PER_PROCESSOR * processors;
  }

  /**
   * An event waits for an environment.
   * @param sender a connection's ID; empty for an event of no connection, which is not counted.
   */
  add(sender: string): void {
    if (sender === "") return;
    this.#counts.set(sender, (this.#counts.get(sender) ?? 0) + 1);
    if (sender !== this.#last.sender) this.#lastOfOthers = this.#last.at;
    this.#last = { sender, at: performance.now() };
  }

  /** It waits no longer. */
  delete(sender: string): void {
    const count = this.#counts.get(sender);
    if (count === undefined) return;
    if (count > 1) this.#counts.set(sender, count - 1);
    else this.#counts.delete(sender);
    this.#goOn(sender);
  }

  /** An environment begins with an event. */
  begin(sender: string, worker: Worker): void {
    if (sender === "") return;
    this.add(sender);
    this.#computing.set(worker, { sender, beganAt: hasBegun(worker) });
  }

  /** It has ended. */
  end(worker: Worker): void {
    const event = this.#computing.get(worker);
    if (!event) return;
    this.#computing.delete(worker);
    this.delete(event.sender);
  }

  /** The number of connections that have events in the works. */
  get size(): number {
    return this.#counts.size;
  }

  /** Calls back when the connection's next message may be handled, which may be at once. */
  whenShort(sender: string, onShort: () => void): void {
    if (this.#isShort(sender)) return onShort();
    this.#held.set(sender, onShort);
    this.#sample ??= setInterval(() => this.#look(), SAMPLE_MS).unref();
  }

  #isShort(sender: string): boolean {
    const own = this.#counts.get(sender) ?? 0;
    return own === 0 || (own < this.#most && this.#isAlone(sender));
  }

  #isAlone(sender: string): boolean {
    const { sender: last, at } = this.#last;
    return performance.now() - (sender === last ? this.#lastOfOthers : at) > ALONE_AFTER_MS;
  }

  #goOn(sender: string): void {
    const onShort = this.#held.get(sender);
    if (!onShort || !this.#isShort(sender)) return;
    this.#held.delete(sender);
    onShort();
  }

  #look(): void {
    for (const [worker, { beganAt }] of this.#computing)
      if (seemsToWait(worker, beganAt)) this.end(worker);
    if (this.#held.size > 0) return;
    clearInterval(this.#sample);
    this.#sample = undefined;
  }
}
