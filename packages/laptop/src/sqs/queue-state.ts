import { randomUUID } from "node:crypto";
import type { Queue } from "../model/queue-types";
import type { Clock } from "../shared/clock";
import type { Journal } from "../shared/journal";
import { Deduplication, deduplicationOf, type Sent } from "./deduplication";
import { invalid, ownError } from "./errors";
import { LineUp } from "./receiving/line-up";
import { Listeners } from "./receiving/listeners";
import { sizeOf, type Content } from "./message";
import { idOfHandle, newReceiptHandle } from "./receipt-handle";
import { isInFlight, type StoredMessage } from "./stored-message";

/** What a sender gives beside the content. */
export interface SendOptions {
  delaySeconds?: number | undefined;
  groupId?: string | undefined;
  deduplicationId?: string | undefined;
  senderId?: string;
}

// Differs from AWS: a queue holds 256 MB of messages at most.
const MAX_BYTES = 256 * 1024 * 1024;

const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n;

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
  readonly #messages = new Map<string, StoredMessage>();
  #lineUp: LineUp;
  readonly #deduplication = new Deduplication();
  readonly #listeners: Listeners;
  #bytes = 0;
  /** Until then, no message expires. */
  #expiryMs = Infinity;
  #lastSequenceNumber = FIRST_SEQUENCE_NUMBER;
  #lastPlace = 0;

  constructor(
    /** As the program declares it now. */
    public definition: Queue,
    private readonly deps: QueueDeps,
  ) {
    this.createdAtMs = deps.clock.now();
    this.#lineUp = new LineUp(definition.isFifo);
    this.#listeners = new Listeners(deps.clock, () => this.#lineUp.nextChangeMs(deps.clock.now()));
  }

  /** Every message, the oldest first. */
  get messages(): StoredMessage[] {
    this.#dropExpired();
    return [...this.#messages.values()];
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
    this.#dropExpired();
    if (this.#bytes + bytes > MAX_BYTES)
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
   */
  receive(max: number, visibilityTimeoutSeconds?: number): StoredMessage[] {
    const nowMs = this.deps.clock.now();
    this.#dropExpired();
    const { redrive, name } = this.definition;
    const hiddenMs = 1000 * (visibilityTimeoutSeconds ?? this.definition.visibilityTimeoutSeconds);
    const received: StoredMessage[] = [];
    const dead: StoredMessage[] = [];
    while (received.length < max) {
      const message = this.#lineUp.next(nowMs);
      if (!message) break;
      this.#lineUp.delete(message);
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) dead.push(message);
      else received.push(message);
    }
    for (const message of received) {
      message.receiveCount++;
      message.firstReceivedAtMs ??= nowMs;
      message.visibleAtMs = nowMs + hiddenMs;
      message.receiptHandle = newReceiptHandle(name, message.id);
      this.#lineUp.add(message);
    }
    // Last: who listens to that queue may receive from this one.
    for (const message of dead) this.#moveToDeadLetters(message, redrive!.targetArn);
    if (received.length > 0) this.#listeners.schedule();
    return received;
  }

  /** Deletes a message. A handle of an earlier receive, or of a message that is gone, deletes nothing. */
  delete(handle: string): void {
    const message = this.#ofHandle(handle);
    if (message?.receiptHandle !== handle) return;
    this.#remove(message);
    this.deps.journal.record("sqs", "delete", {
      queue: this.definition.name,
      messageId: message.id,
    });
    // The next message of its group may be received.
    this.#listeners.notify();
  }

  /** @throws SqsError if the message is not in flight. */
  changeVisibility(handle: string, seconds: number): void {
    const nowMs = this.deps.clock.now();
    const message = this.#ofHandle(handle);
    if (message?.receiptHandle !== handle || !isInFlight(message, nowMs))
      throw ownError(
        "MessageNotInflight",
        `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    this.#lineUp.delete(message);
    message.visibleAtMs = nowMs + seconds * 1000;
    this.#lineUp.add(message);
    if (seconds === 0) this.#listeners.notify();
    this.#listeners.schedule();
  }

  /** Deletes every message. */
  purge(): void {
    const { name } = this.definition;
    this.deps.journal.record("sqs", "purge", { queue: name, messages: this.#messages.size });
    this.#messages.clear();
    this.#lineUp = new LineUp(this.definition.isFifo);
    this.#bytes = 0;
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
    this.#remove(message);
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
    const message = { ...content, place: ++this.#lastPlace };
    this.#messages.set(message.id, message);
    this.#lineUp.add(message);
    this.#bytes += message.bytes;
    this.#expiryMs = Math.min(this.#expiryMs, message.expiresAtMs);
    if (message.visibleAtMs <= this.deps.clock.now()) this.#listeners.notify();
    else this.#listeners.schedule();
    return message;
  }

  #remove(message: StoredMessage): void {
    if (!this.#messages.delete(message.id)) return;
    this.#lineUp.delete(message);
    this.#bytes -= message.bytes;
  }

  #dropExpired(): void {
    const nowMs = this.deps.clock.now();
    if (nowMs < this.#expiryMs) return;
    this.#expiryMs = Infinity;
    for (const message of this.#messages.values())
      if (message.expiresAtMs <= nowMs) this.#remove(message);
      else this.#expiryMs = Math.min(this.#expiryMs, message.expiresAtMs);
  }

  #ofHandle(handle: string): StoredMessage | undefined {
    return this.#messages.get(idOfHandle(handle, this.definition.name));
  }
}

/** A copy: a slice would keep the whole text in memory as long as its journal entry. */
function beginningOf(body: string): string {
  return Buffer.from(body.slice(0, 1024)).toString("utf8");
}
