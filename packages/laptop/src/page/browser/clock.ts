/** The runtime's clock, which may run faster than this machine's (`--time-scale`). */
export class RuntimeClock {
  #first: { now: number; here: number } | undefined;
  #latest = { now: Date.now(), here: performance.now() };
  #rate = 1;

  /** Adjusts to the time that the runtime reports. */
  set(now: number): void {
    const here = performance.now();
    this.#first ??= { now, here };
    const passed = here - this.#first.here;
    if (passed > 500) this.#rate = (now - this.#first.now) / passed;
    this.#latest = { now, here };
  }

  /** Starts over for another run of the service. */
  reset(): void {
    this.#first = undefined;
    this.#rate = 1;
  }

  now(): number {
    return this.#latest.now + (performance.now() - this.#latest.here) * this.#rate;
  }
}
