/** The time of the runtime, which may run faster than this machine's (`--time-scale`). */
export class RuntimeClock {
  #first: { now: number; here: number } | undefined;
  #last = { now: Date.now(), here: performance.now() };
  #rate = 1;

  /** Takes note of what the runtime says. */
  set(now: number): void {
    const here = performance.now();
    this.#first ??= { now, here };
    const passed = here - this.#first.here;
    if (passed > 500) this.#rate = (now - this.#first.now) / passed;
    this.#last = { now, here };
  }

  /** Another run has another clock. */
  reset(): void {
    this.#first = undefined;
    this.#rate = 1;
  }

  now(): number {
    return this.#last.now + (performance.now() - this.#last.here) * this.#rate;
  }
}
