/** Lets operations run together, or one alone. */
export class Gate {
  #running = 0;
  #whenIdle: (() => void) | undefined;
  /** While something runs alone, or waits for that. */
  #alone: Promise<void> | undefined;

  /** Runs what others may run beside. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone;
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      if (this.#running === 0) this.#whenIdle?.();
    }
  }

  /** Waits until nothing runs, and lets nothing else run meanwhile. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone;
    let end!: () => void;
    this.#alone = new Promise((resolve) => (end = resolve));
    try {
      if (this.#running > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
      this.#whenIdle = undefined;
      return await work();
    } finally {
      this.#alone = undefined;
      end();
    }
  }
}
