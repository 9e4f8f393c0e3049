/** How many events of one connection may wait for an environment before its next message is read. */
const LONGEST = 100;

/**
 * Knows how many events of each connection wait for an execution environment.
 * Differs from AWS: while 100 events of one connection wait for this machine, no further message of it is read, so
 * that who sends more than the machine can handle takes none of the account's concurrency from others.
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

  /** @param onShort called once, when fewer events wait; not at all if this returns false. */
  isLong(sender: string, onShort: () => void): boolean {
    const waiting = this.#waiting.get(sender);
    if (!waiting || waiting.count < LONGEST) return false;
    waiting.onShort.push(onShort);
    return true;
  }
}
