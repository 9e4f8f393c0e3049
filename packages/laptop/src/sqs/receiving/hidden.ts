import { isInFlight, type StoredMessage } from "../stored-message";
import { Heap } from "./heap";

/** Counts the messages that are in flight or delayed, without a look at all of them. */
export class Hidden {
  /** What is visible by now leaves it with the next count. */
  readonly #messages = new Heap<StoredMessage>(({ visibleAtMs }) => visibleAtMs);
  #received = 0;

  /** A message must not change while it is here. */
  add(message: StoredMessage): void {
    this.#messages.add(message);
    if (isReceived(message)) this.#received++;
  }

  delete(message: StoredMessage): void {
    if (this.#messages.delete(message) && isReceived(message)) this.#received--;
  }

  count(nowMs: number): { inFlight: number; delayed: number } {
    for (;;) {
      const first = this.#messages.first();
      if (!first || first.visibleAtMs > nowMs) break;
      this.delete(first);
    }
    return { inFlight: this.#received, delayed: this.#messages.size - this.#received };
  }
}

/** Whether it is hidden because somebody received it. */
function isReceived(message: StoredMessage): boolean {
  return isInFlight(message, -Infinity);
}
