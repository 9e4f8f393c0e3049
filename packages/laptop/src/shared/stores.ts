/** What outlives a restart of the services: each keeps its data here, and finds it when it starts again. */
export class Stores {
  readonly #kept = new Map<string, unknown>();

  /** @returns what was kept by this name, or else what is made now. */
  keep<T>(name: string, make: () => T): T {
    if (!this.#kept.has(name)) this.#kept.set(name, make());
    return this.#kept.get(name) as T;
  }
}
