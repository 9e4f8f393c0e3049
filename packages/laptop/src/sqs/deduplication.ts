import { createHash } from "node:crypto";
import type { Queue } from "../model/queue-types";
import { invalid, missing } from "./errors";
import type { Content } from "./content/message";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
const INTERVAL_MS = 5 * 60 * 1000;

/** The most deduplication IDs that a queue remembers. */
const MAX_REMEMBERED = 100_000;

export const NO_DEDUPLICATION_ID =
  "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";

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

/**
 * The deduplication ID of a message for a FIFO queue, and the key that the queue remembers it by.
 * @throws SqsError without a group, or without an ID where the queue makes none from the content.
 */
export function deduplicationOf(
  { contentBasedDeduplication, deduplicationScope }: Queue,
  { body }: Content,
  {
    groupId,
    deduplicationId: given,
  }: { groupId?: string | undefined; deduplicationId?: string | undefined },
): { deduplicationId: string; key: string } {
  if (groupId === undefined) throw missing("MessageGroupId");
  const byContent = () => createHash("sha256").update(body).digest("hex");
  const deduplicationId = given ?? (contentBasedDeduplication ? byContent() : undefined);
  if (deduplicationId === undefined) throw invalid(NO_DEDUPLICATION_ID);
  const group = deduplicationScope === "messageGroup" ? groupId : "";
  return { deduplicationId, key: JSON.stringify([group, deduplicationId]) };
}
