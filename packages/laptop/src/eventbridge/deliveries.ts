import type { Receiver, RetryPolicy } from "../model/events/event-types";
import type { Clock, Timer } from "../shared/clock";
import type { Journal } from "../shared/journal";
import { failureOf, type Failure } from "./failure";

const FIRST_DELAY_MS = 1000;
/** Makes 185 attempts last for a day, as AWS's default policy does. */
const MAX_DELAY_MS = 8 * 60 * 1000;
/** The most deliveries that wait for their next attempt, and the most characters of events that they hold. */
const MAX_WAITING = 10_000;
const MAX_WAITING_CHARACTERS = 256 * 1024 * 1024;

/** What a rule or a schedule sends to a target. */
export interface Delivery {
  /** Names the rule or the schedule in the journal. */
  from: { rule: string } | { schedule: string };
  receiver: Exclude<Receiver, { kind: "left out" }>;
  /** @param attempt from 1. */
  payloadOf(attempt: number): string;
  retryPolicy: RetryPolicy;
  deadLetterArn: string | undefined;
  /** The body of the dead letter. @param attempt the last one. */
  deadLetterOf(attempt: number): string;
  /** Whether the sender may do that with the target. */
  isAllowed(): boolean;
  maySendDeadLetter(queueArn: string): boolean;
  /** The message attributes of the dead letter, as AWS names them for rules and for schedules. */
  attributesOf(outcome: Outcome): Record<string, string>;
}

/** Why a delivery was given up. */
export interface Outcome extends Failure {
  retries: number;
  /** Undefined if the failure was none that is tried again. */
  exhausted: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" | undefined;
}

export interface DeliveriesDeps {
  /** Invokes a function without waiting. @returns the request ID. @throws Refusal if there is none. */
  invoke(functionArn: string, payload: string): string;
  /** Sends a message to a queue. @throws SqsError */
  send(
    queueArn: string,
    body: string,
    attributes: Record<string, string>,
    messageGroupId?: string,
  ): void;
  clock: Clock;
  journal: Journal;
}

/**
 * Delivers to targets, tries again what may succeed later, and keeps the rest in dead-letter queues.
 * Differs from AWS: the delays between attempts double without chance, from a second to eight minutes.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class Deliveries {
  readonly #waiting = new Set<Timer>();
  #waitingCharacters = 0;

  constructor(private readonly deps: DeliveriesDeps) {}

  deliver(delivery: Delivery): void {
    this.#attempt(delivery, 0, this.deps.clock.now());
  }

  close(): void {
    for (const timer of this.#waiting) timer.cancel();
    this.#waiting.clear();
  }

  #attempt(delivery: Delivery, retries: number, acceptedAtMs: number): void {
    const failure = this.#try(delivery, retries + 1);
    if (!failure) return;
    const { clock } = this.deps;
    const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(retries, 20));
    const { maximumRetryAttempts, maximumEventAgeMs } = delivery.retryPolicy;
    const giveUp = (exhausted: Outcome["exhausted"]) =>
      this.#giveUp(delivery, { ...failure, retries, exhausted });
    if (!failure.isRetriable) return giveUp(undefined);
    const characters = delivery.deadLetterOf(retries + 1).length;
    const isFull =
      this.#waiting.size >= MAX_WAITING ||
      this.#waitingCharacters + characters > MAX_WAITING_CHARACTERS;
    if (retries >= maximumRetryAttempts || isFull) return giveUp("MaximumRetryAttempts");
    if (clock.now() + delayMs - acceptedAtMs > maximumEventAgeMs)
      return giveUp("MaximumEventAgeInSeconds");
    this.#record("retry", delivery, { reason: failure.message, delayMs });
    const timer = clock.after(delayMs, () => {
      this.#waiting.delete(timer);
      this.#waitingCharacters -= characters;
      this.#attempt(delivery, retries + 1, acceptedAtMs);
    });
    this.#waiting.add(timer);
    this.#waitingCharacters += characters;
  }

  /** @returns why it failed. */
  #try(delivery: Delivery, attempt: number): Failure | undefined {
    const { receiver } = delivery;
    if (!delivery.isAllowed())
      return { code: "NO_PERMISSIONS", message: "not allowed", isRetriable: false };
    try {
      const payload = delivery.payloadOf(attempt);
      if (receiver.kind === "queue")
        this.deps.send(receiver.arn, payload, {}, receiver.messageGroupId);
      const requestId =
        receiver.kind === "function" ? this.deps.invoke(receiver.arn, payload) : undefined;
      this.#record("deliver", delivery, { requestId });
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  #giveUp(delivery: Delivery, outcome: Outcome): void {
    this.#record("failed", delivery, { reason: outcome.message });
    const { deadLetterArn: queue } = delivery;
    if (queue === undefined || !delivery.maySendDeadLetter(queue)) return;
    try {
      const deadLetter = delivery.deadLetterOf(outcome.retries + 1);
      this.deps.send(queue, deadLetter, delivery.attributesOf(outcome));
      this.#record("deadLetter", delivery, { queue });
    } catch (error) {
      this.#record("deadLetterFailed", delivery, { queue, reason: (error as Error).message });
    }
  }

  #record(event: string, { from, receiver }: Delivery, fields: object): void {
    this.deps.journal.record("eventbridge", event, { ...from, target: receiver.arn, ...fields });
  }
}
