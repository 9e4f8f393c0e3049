import { bindToScope, onScopeFailure } from "./request-scope";

type Free = (...results: unknown[]) => void;
type Locked = (release: (done?: Free) => Free) => void;

/** Dynalite's locks by key, which are freed when the request that holds one fails. */
export class Locks {
  readonly #waiting = new Map<string, (() => void)[]>();

  /**
   * @param locked called when nobody else holds the key. The function that it gets makes a callback that frees
   *   the key first.
   */
  lock(key: string, locked: Locked): void {
    // What waits goes on in its own request, not in the one that freed the key.
    const start = bindToScope(() => {
      let isHeld = true;
      const free = () => {
        if (!isHeld) return;
        isHeld = false;
        forget();
        this.#next(key);
      };
      const forget = onScopeFailure(free);
      locked((done) => (...results) => {
        free();
        done?.(...results);
      });
    });
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.push(start);
      return;
    }
    this.#waiting.set(key, []);
    start();
  }

  #next(key: string): void {
    const start = this.#waiting.get(key)?.shift();
    if (start) setImmediate(start);
    else this.#waiting.delete(key);
  }
}
