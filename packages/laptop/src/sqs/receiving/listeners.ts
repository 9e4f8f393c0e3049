import type { Clock, Timer } from "../../shared/clock";

/** Who waits for messages of a queue. They are told whenever one may have become visible. */
export class Listeners {
  readonly #listeners = new Set<() => void>();
  #timer: Timer | undefined;

  /** @param nextChangeMs when the next message becomes visible; Infinity if none will. */
  constructor(
    private readonly clock: Clock,
    private readonly nextChangeMs: () => number,
  ) {}

  /** @returns a function that ends it. */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.schedule();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#timer?.cancel();
    };
  }

  close(): void {
    this.#listeners.clear();
    this.#timer?.cancel();
  }

  notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Notifies when the next message becomes visible, if anybody waits for that. */
  schedule(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#listeners.size === 0) return;
    const nextMs = this.nextChangeMs();
    if (nextMs === Infinity) return;
    this.#timer = this.clock.after(nextMs - this.clock.now(), () => {
      this.notify();
      this.schedule();
    });
  }
}
