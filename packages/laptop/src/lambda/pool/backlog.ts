/** How many events of one connection may wait for an environment before its next message is read. */
const LONGEST = 100;

/**
 * Knows how many events of each connection wait for an execution environment.
 * Differs from AWS: while 100 events of one connection wait for this machine, no further message of it is read, so
 * that a connection which sends more than the machine can handle takes no concurrency from others.
 */
export class Backlog {
  readonly #waiting = new Map<string, { count: number; onShort: (() => void)[] }>();

  /** @param sender a connection's ID; empty for an event of no connection, which is not counted. */
  add(sender: string): void {
    if (sender === "") return;
    const waiting = this.#waiting.get(sender);
    if (waiting) waiting.count++;
    else this.#waiting.set(sender, { count: 1, onShort: [] });
  }

  delete(sender: string): void {
    const waiting = this.#waiting.get(sender);
    if (!waiting) return;
    waiting.count--;
    if (waiting.count < LONGEST) for (const onShort of waiting.onShort.splice(0)) onShort();
    if (waiting.count === 0) this.#waiting.delete(sender);
  }

  /** Calls back when fewer than 100 events of a connection wait: at once, if that is so now. */
  whenShort(sender: string, onShort: () => void): void {
    const waiting = this.#waiting.get(sender);
    if (waiting && waiting.count >= LONGEST) waiting.onShort.push(onShort);
    else onShort();
  }
}
