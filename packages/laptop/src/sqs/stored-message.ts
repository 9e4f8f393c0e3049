import type { Content } from "./content/message";

/** A message in a queue. */
export interface StoredMessage extends Content {
  id: string;
  /** Its place in the queue: what was put into it later has a higher one. */
  place: number;
  bytes: number;
  /** Who sent it, as IAM's `aws:userid`. */
  senderId: string;
  sentAtMs: number;
  /** When it is deleted unread. */
  expiresAtMs: number;
  /** When it can be received: after its delay, or after a visibility timeout. */
  visibleAtMs: number;
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
  lastReceivedAtMs: number | undefined;
  /** Of the last receive; undefined if nobody has received it. */
  receiptHandle: string | undefined;
  /** FIFO queues only. */
  groupId: string | undefined;
  deduplicationId: string | undefined;
  sequenceNumber: string | undefined;
  /** The queue that it was moved from. */
  deadLetterSourceArn: string | undefined;
}

/** Whether somebody has received it and not deleted it, and its visibility timeout has not passed. */
export function isInFlight(message: StoredMessage, nowMs: number): boolean {
  return message.receiptHandle !== undefined && message.visibleAtMs > nowMs;
}

/** Whether it waits for its delay to pass. */
export function isDelayed(message: StoredMessage, nowMs: number): boolean {
  return message.receiptHandle === undefined && message.visibleAtMs > nowMs;
}
