/** Knows whether anything is in progress, so that a test can wait until nothing is. */
export class InProgress {
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** Counts something until it has settled. @returns the same promise. */
  add<T>(promise: Promise<T>): Promise<T> {
    this.#count++;
    const end = () => void this.#count--;
    promise.then(end, end);
    return promise;
  }
}
