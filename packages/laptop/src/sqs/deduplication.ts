/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
const INTERVAL_MS = 5 * 60 * 1000;

/** The most deduplication IDs that a queue remembers. */
const MAX_REMEMBERED = 100_000;

export interface Sent {
  id: string;
  sequenceNumber: string;
}

/** What was sent to a FIFO queue in the last five minutes, by deduplication ID. */
export class Deduplication {
  readonly #sent = new Map<string, Sent & { atMs: number }>();

  /** What was sent under the ID; undefined if nothing was, or too long ago. */
  find(deduplicationId: string, nowMs: number): Sent | undefined {
    for (const [key, { atMs }] of this.#sent) {
      // The oldest come first.
      if (atMs + INTERVAL_MS > nowMs) break;
      this.#sent.delete(key);
    }
    return this.#sent.get(deduplicationId);
  }

  remember(deduplicationId: string, sent: Sent, nowMs: number): void {
    this.#sent.set(deduplicationId, { ...sent, atMs: nowMs });
    if (this.#sent.size > MAX_REMEMBERED) this.#sent.delete(this.#sent.keys().next().value!);
  }
}
