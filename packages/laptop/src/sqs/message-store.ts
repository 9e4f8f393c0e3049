import { LineUp } from "./receiving/line-up";
import type { StoredMessage } from "./stored-message";

// Differs from AWS: a queue holds 256 MB of messages at most, of which each counts 2 KB more than it has.
export const MAX_BYTES = 256 * 1024 * 1024;
/** What a message takes beside its bytes: its fields, and its places in the line. */
const OVERHEAD_BYTES = 2048;

/** How many messages can be received, and why others cannot. */
export interface MessageCounts {
  visible: number;
  inFlight: number;
  delayed: number;
}

/** The messages of a queue, and the line in which they are received. */
export class MessageStore {
  readonly #messages = new Map<string, StoredMessage>();
  #line: LineUp;
  #bytes = 0;
  #lastPlace = 0;
  /** Until then, no message expires. */
  #expiryMs = Infinity;

  constructor(private readonly isFifo: boolean) {
    this.#line = new LineUp(isFifo);
  }

  get size(): number {
    return this.#messages.size;
  }

  /** Whether a message of so many bytes may be put too. */
  hasRoomFor(bytes: number): boolean {
    return this.#bytes + bytes + (this.#messages.size + 1) * OVERHEAD_BYTES <= MAX_BYTES;
  }

  /** Every message, the oldest first. */
  all(): StoredMessage[] {
    return [...this.#messages.values()];
  }

  /** The first of all messages. */
  first(): StoredMessage | undefined {
    return this.#messages.values().next().value;
  }

  counts(nowMs: number): MessageCounts {
    const { inFlight, delayed } = this.#line.hidden(nowMs);
    return { visible: this.#messages.size - inFlight - delayed, inFlight, delayed };
  }

  find(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  put(content: Omit<StoredMessage, "place">): StoredMessage {
    const message = { ...content, place: ++this.#lastPlace };
    this.#messages.set(message.id, message);
    this.#line.add(message);
    this.#bytes += message.bytes;
    this.#expiryMs = Math.min(this.#expiryMs, message.expiresAtMs);
    return message;
  }

  delete(message: StoredMessage): void {
    if (!this.#messages.delete(message.id)) return;
    this.#line.delete(message);
    this.#bytes -= message.bytes;
  }

  clear(): void {
    this.#messages.clear();
    this.#line = new LineUp(this.isFifo);
    this.#bytes = 0;
  }

  /** The next message that can be received. */
  next(nowMs: number): StoredMessage | undefined {
    return this.#line.next(nowMs);
  }

  /** When the next message that cannot be received now will be; Infinity if there is none. */
  nextChangeMs(nowMs: number): number {
    return this.#line.nextChangeMs(nowMs);
  }

  /** Takes a message out of the line, until it is lined up again. */
  takeOut(message: StoredMessage): void {
    this.#line.delete(message);
  }

  /** Lines up a message that was taken out, by when it is visible now. */
  lineUp(message: StoredMessage): void {
    this.#line.add(message);
  }

  deleteExpired(nowMs: number): void {
    if (nowMs < this.#expiryMs) return;
    this.#expiryMs = Infinity;
    for (const message of this.#messages.values())
      if (message.expiresAtMs <= nowMs) this.delete(message);
      else this.#expiryMs = Math.min(this.#expiryMs, message.expiresAtMs);
  }
}
