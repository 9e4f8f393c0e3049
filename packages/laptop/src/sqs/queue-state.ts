import { randomUUID } from "node:crypto";
import type { Queue } from "../model/queue-types";
import type { Clock } from "../shared/clock";
import type { Journal } from "../shared/journal";
import { Deduplication, deduplicationOf, type Sent } from "./deduplication";
import { invalid, invalidValue, ownError } from "./errors";
import { Listeners } from "./receiving/listeners";
import { sizeOf, type Content } from "./content/message";
import { MAX_BYTES, MessageStore, type MessageCounts } from "./message-store";
import { idOfHandle, newReceiptHandle } from "./receipt-handle";
import { isInFlight, type StoredMessage } from "./stored-message";

/** What a sender gives beside the content. */
export interface SendOptions {
  delaySeconds?: number | undefined;
  groupId?: string | undefined;
  deduplicationId?: string | undefined;
  senderId?: string;
}

const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n;

/** Since a message was received. */
export const MAX_VISIBILITY_SECONDS = 12 * 60 * 60;

export interface QueueDeps {
  /** The queue of an ARN, for dead letters. */
  find(arn: string): QueueState | undefined;
  clock: Clock;
  journal: Journal;
}

/** A queue with its messages. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html */
export class QueueState {
  readonly createdAtMs: number;
  purgedAtMs = -Infinity;
  readonly #messages: MessageStore;
  readonly #deduplication = new Deduplication();
  readonly #listeners: Listeners;
  #lastSequenceNumber = FIRST_SEQUENCE_NUMBER;

  constructor(
    /** As the program declares it now. */
    public definition: Queue,
    private readonly deps: QueueDeps,
  ) {
    this.createdAtMs = deps.clock.now();
    this.#messages = new MessageStore(definition.isFifo);
    this.#listeners = new Listeners(deps.clock, () =>
      this.#messages.nextChangeMs(deps.clock.now()),
    );
  }

  /** Every message, the oldest first. */
  get messages(): StoredMessage[] {
    this.#deleteExpired();
    return this.#messages.all();
  }

  /** How many messages there are, and since when in milliseconds since 1970, without a look at all of them. */
  get counts(): MessageCounts & { oldestSentAtMs: number | undefined } {
    this.#deleteExpired();
    const counts = this.#messages.counts(this.deps.clock.now());
    return { ...counts, oldestSentAtMs: this.#messages.first()?.sentAtMs };
  }

  send(content: Content, options: SendOptions = {}): StoredMessage | (Sent & Content) {
    const { clock, journal } = this.deps;
    const nowMs = clock.now();
    const bytes = sizeOf(content);
    const { maximumMessageSize: most, isFifo, name, delaySeconds } = this.definition;
    if (bytes > most)
      throw invalid(
        `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
      );
    this.#deleteExpired();
    if (!this.#messages.hasRoomFor(bytes))
      throw ownError(
        "OverLimit",
        `The queue ${name} holds ${MAX_BYTES} bytes on this laptop.`,
        403,
      );
    const fifo = isFifo ? deduplicationOf(this.definition, content, options) : undefined;
    const known = fifo && this.#deduplication.find(fifo.key, nowMs);
    // A duplicate is accepted and not delivered.
    if (known) return { ...content, ...known };
    const sequenceNumber = fifo && String(++this.#lastSequenceNumber);
    const message = {
      ...content,
      id: randomUUID(),
      bytes,
      senderId: options.senderId ?? "",
      sentAtMs: nowMs,
      expiresAtMs: nowMs + this.definition.retentionSeconds * 1000,
      visibleAtMs: nowMs + (options.delaySeconds ?? delaySeconds) * 1000,
      receiveCount: 0,
      firstReceivedAtMs: undefined,
      lastReceivedAtMs: undefined,
      receiptHandle: undefined,
      groupId: options.groupId,
      deduplicationId: fifo?.deduplicationId,
      sequenceNumber,
      deadLetterSourceArn: undefined,
    };
    if (fifo)
      this.#deduplication.remember(
        fifo.key,
        { id: message.id, sequenceNumber: sequenceNumber! },
        nowMs,
      );
    journal.record("sqs", "send", {
      queue: name,
      messageId: message.id,
      bytes,
      body: beginningOf(content.body),
      groupId: options.groupId,
    });
    return this.#put(message);
  }

  /**
   * Receives what is visible, and hides it. What was received too often goes to the dead-letter queue instead.
   * @param visibilityTimeoutSeconds the queue's own if not given.
   * @param fits whether the receiver has room for the next message; without it, nothing more is received.
   */
  receive(
    max: number,
    visibilityTimeoutSeconds?: number,
    fits: (message: StoredMessage) => boolean = () => true,
  ): StoredMessage[] {
    const nowMs = this.deps.clock.now();
    this.#deleteExpired();
    const { redrive, name } = this.definition;
    const hiddenMs = 1000 * (visibilityTimeoutSeconds ?? this.definition.visibilityTimeoutSeconds);
    const received: StoredMessage[] = [];
    const dead: StoredMessage[] = [];
    while (received.length < max) {
      const message = this.#messages.next(nowMs);
      if (!message) break;
      const isDead = redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount;
      if (!isDead && !fits(message)) break;
      this.#messages.takeOut(message);
      (isDead ? dead : received).push(message);
    }
    for (const message of received) {
      message.receiveCount++;
      message.firstReceivedAtMs ??= nowMs;
      message.lastReceivedAtMs = nowMs;
      message.visibleAtMs = nowMs + hiddenMs;
      message.receiptHandle = newReceiptHandle(name, message.id);
      this.#messages.lineUp(message);
    }
    // Last: who listens to that queue may receive from this one.
    for (const message of dead) this.#moveToDeadLetters(message, redrive!.targetArn);
    if (received.length > 0) this.#listeners.schedule();
    return received;
  }

  /**
   * Deletes a message. A handle of an earlier receive, or of a message that is gone, deletes nothing.
   * @returns false if a FIFO queue keeps the message, since the handle has expired.
   */
  delete(handle: string): boolean {
    const message = this.#ofHandle(handle);
    if (!message) return true;
    const isLast = message.receiptHandle === handle;
    if (this.definition.isFifo && !(isLast && isInFlight(message, this.deps.clock.now())))
      return false;
    if (!isLast) return true;
    this.#messages.delete(message);
    this.deps.journal.record("sqs", "delete", {
      queue: this.definition.name,
      messageId: message.id,
    });
    // The next message of its group may be received.
    this.#listeners.notify();
    return true;
  }

  /**
   * Nothing happens to a message whose visibility timeout has passed, as recorded in 2023.
   * @throws SqsError if it is gone or was received again, or would be hidden for more than twelve hours in all.
   */
  changeVisibility(handle: string, seconds: number): void {
    const nowMs = this.deps.clock.now();
    const message = this.#ofHandle(handle);
    // Not MessageNotInflight, which SQS documents and does not send: https://github.com/aws/aws-sdk-net/issues/1927
    if (message?.receiptHandle !== handle)
      throw invalid(
        `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    if (!isInFlight(message, nowMs)) return;
    const passed = Math.floor((nowMs - message.lastReceivedAtMs!) / 1000);
    if (passed + seconds > MAX_VISIBILITY_SECONDS)
      throw invalidValue(
        "VisibilityTimeout",
        seconds,
        `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds]`,
      );
    this.#messages.takeOut(message);
    message.visibleAtMs = nowMs + seconds * 1000;
    this.#messages.lineUp(message);
    if (seconds === 0) this.#listeners.notify();
    this.#listeners.schedule();
  }

  /** Deletes every message. */
  purge(): void {
    const { name } = this.definition;
    this.deps.journal.record("sqs", "purge", { queue: name, messages: this.#messages.size });
    this.#messages.clear();
    this.purgedAtMs = this.deps.clock.now();
  }

  /** Calls back whenever a message may have become visible. @returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#listeners.close();
  }

  #moveToDeadLetters(message: StoredMessage, targetArn: string): void {
    const target = this.deps.find(targetArn);
    this.#messages.delete(message);
    if (!target) return;
    const { name, isFifo, arn } = this.definition;
    const nowMs = this.deps.clock.now();
    const retentionMs = target.definition.retentionSeconds * 1000;
    target.#put({
      ...message,
      // Only FIFO queues count the retention anew.
      expiresAtMs: (isFifo ? nowMs : message.sentAtMs) + retentionMs,
      visibleAtMs: nowMs,
      receiveCount: 0,
      firstReceivedAtMs: undefined,
      lastReceivedAtMs: undefined,
      receiptHandle: undefined,
      deadLetterSourceArn: arn,
    });
    this.deps.journal.record("sqs", "deadLetter", {
      queue: name,
      target: target.definition.name,
      messageId: message.id,
      receiveCount: message.receiveCount,
    });
  }

  #put(content: Omit<StoredMessage, "place">): StoredMessage {
    const message = this.#messages.put(content);
    if (message.visibleAtMs <= this.deps.clock.now()) this.#listeners.notify();
    else this.#listeners.schedule();
    return message;
  }

  #deleteExpired(): void {
    this.#messages.deleteExpired(this.deps.clock.now());
  }

  #ofHandle(handle: string): StoredMessage | undefined {
    return this.#messages.find(idOfHandle(handle, this.definition.name));
  }
}

/** A copy: a slice would keep the whole text in memory as long as its journal entry. */
function beginningOf(body: string): string {
  return Buffer.from(body.slice(0, 1024)).toString("utf8");
}
