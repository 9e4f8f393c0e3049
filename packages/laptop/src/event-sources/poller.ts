import { randomUUID } from "node:crypto";
import type { InvocationResult } from "../lambda/invoke/invocation";
import { MAX_SYNCHRONOUS_BYTES } from "../lambda/invoke/payload-limits";
import { passes } from "../model/events/filters";
import type { EventSource } from "../model/queue-types";
import type { Clock, Timer } from "../shared/clock";
import type { InProgress } from "../shared/in-progress";
import type { Journal } from "../shared/journal";
import type { QueueState } from "../sqs/queue-state";
import type { StoredMessage } from "../sqs/stored-message";
import { bytesInEvent, failedIn, sqsEvent } from "./event";

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const FIRST_CONCURRENCY = 5;
const MAX_CONCURRENCY = 1250;
/** 300 a minute more while there are messages. */
const GROWTH = 5;
const GROWTH_MS = 1000;

/** The most that ReceiveMessage gives. */
const MAX_RECEIVED = 10;
/** What an event has around its records is less than a record. */
const MAX_BATCH_BYTES = MAX_SYNCHRONOUS_BYTES - 1024;

export interface PollerDeps {
  queue: QueueState;
  /** Invokes the function. @throws Refusal if it is throttled. */
  invoke(functionName: string, payload: string, requestId: string): Promise<InvocationResult>;
  /** Whether the function's role allows an action on the queue. */
  mayUse(functionName: string, action: string, resource: string): boolean;
  inProgress: InProgress;
  clock: Clock;
  journal: Journal;
}

/** Gives the messages of a queue to a function, batch by batch, and deletes what it has handled. */
export class Poller {
  readonly #unsubscribe: () => void;
  #gathered: StoredMessage[] = [];
  /** What they take of the event. */
  #gatheredBytes = 0;
  #window: Timer | undefined;
  #growth: Timer | undefined;
  #running = 0;
  #limit = FIRST_CONCURRENCY;
  #isPolling = false;
  #isClosed = false;

  constructor(
    readonly source: EventSource,
    private readonly deps: PollerDeps,
  ) {
    this.#unsubscribe = deps.queue.subscribe(() => this.#poll());
    this.#poll();
  }

  get queue(): QueueState {
    return this.deps.queue;
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#window?.cancel();
    this.#growth?.cancel();
  }

  get #most(): number {
    return Math.min(this.#limit, this.source.maximumConcurrency ?? MAX_CONCURRENCY);
  }

  #poll(): void {
    // Receiving may move messages to another queue, whose poller is this one in a loop of queues.
    if (this.#isClosed || this.#isPolling || !this.#mayPoll()) return;
    this.#isPolling = true;
    try {
      while (this.#running < this.#most && this.#gather()) this.#runGathered();
    } finally {
      this.#isPolling = false;
    }
    if (this.#running >= this.#most) this.#grow();
  }

  #mayPoll(): boolean {
    const { functionName, queueArn } = this.source;
    return ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].every((action) =>
      this.deps.mayUse(functionName, action, queueArn),
    );
  }

  /** @returns whether a batch is complete. */
  #gather(): boolean {
    const { batchSize, windowMs, queueArn } = this.source;
    const { queue, clock } = this.deps;
    let isFull = false;
    const sizes = new Map<StoredMessage, number>();
    const fits = (message: StoredMessage) => {
      const bytes = bytesInEvent(message, queueArn);
      isFull = this.#gatheredBytes > 0 && this.#gatheredBytes + bytes > MAX_BATCH_BYTES;
      if (isFull) return false;
      sizes.set(message, bytes);
      this.#gatheredBytes += bytes;
      return true;
    };
    while (this.#gathered.length < batchSize && !isFull) {
      const room = Math.min(MAX_RECEIVED, batchSize - this.#gathered.length);
      const received = queue.receive(room, undefined, fits);
      if (received.length === 0) break;
      const passing = this.#filtered(received);
      this.#gathered.push(...passing);
      for (const message of received)
        if (!passing.includes(message)) this.#gatheredBytes -= sizes.get(message)!;
      // What was filtered made room.
      if (passing.length < received.length) isFull = false;
    }
    if (this.#gathered.length === 0) return false;
    if (windowMs === 0 || isFull || this.#gathered.length >= batchSize) return true;
    this.#window ??= clock.after(windowMs, () => {
      this.#runGathered();
      this.#poll();
    });
    return false;
  }

  /** Deletes the messages that no filter lets through. */
  #filtered(messages: StoredMessage[]): StoredMessage[] {
    const { queue, journal } = this.deps;
    const { filters, functionName } = this.source;
    const passing = messages.filter(({ body }) => passes(filters, body));
    const count = messages.length - passing.length;
    if (count === 0) return messages;
    const fields = { function: functionName, queue: queue.definition.name, messages: count };
    journal.record("sqs", "filtered", fields);
    for (const message of messages)
      if (!passing.includes(message)) queue.delete(message.receiptHandle!);
    return passing;
  }

  #runGathered(): void {
    this.#window?.cancel();
    this.#window = undefined;
    const messages = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (this.#isClosed || messages.length === 0) return;
    this.#running++;
    const ended = this.#run(messages).finally(() => {
      this.#running--;
      if (this.#running === 0) this.#limit = FIRST_CONCURRENCY;
      this.#poll();
    });
    void this.deps.inProgress.add(ended);
  }

  async #run(messages: StoredMessage[]): Promise<void> {
    const { functionName, qualifier, queueArn, reportsBatchItemFailures } = this.source;
    const { queue, journal } = this.deps;
    const requestId = randomUUID();
    const fields = { function: functionName, queue: queue.definition.name, requestId };
    journal.record("sqs", "batch", { ...fields, messages: messages.length });
    const called = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
    const payload = JSON.stringify(sqsEvent(messages, queueArn));
    const failed = await this.deps
      .invoke(called, payload, requestId)
      .then(({ functionError, payload: answer }) =>
        functionError
          ? undefined
          : reportsBatchItemFailures
            ? failedIn(JSON.parse(answer), messages)
            : new Set<string>(),
      )
      // Differs from AWS: the batch of a function that is throttled is not tried again before its visibility timeout has passed.
      .catch(() => undefined);
    const count = failed?.size ?? messages.length;
    if (count > 0) journal.record("sqs", "batchFailed", { ...fields, failed: count });
    if (!failed) return;
    for (const { id, receiptHandle } of messages) {
      if (!failed.has(id)) queue.delete(receiptHandle!);
    }
  }

  /** Every second that all are busy, more may run. */
  #grow(): void {
    if (this.#growth || this.#limit >= (this.source.maximumConcurrency ?? MAX_CONCURRENCY)) return;
    this.#growth = this.deps.clock.after(GROWTH_MS, () => {
      this.#growth = undefined;
      if (this.#running < this.#most) return;
      this.#limit += GROWTH;
      this.#poll();
    });
  }
}
