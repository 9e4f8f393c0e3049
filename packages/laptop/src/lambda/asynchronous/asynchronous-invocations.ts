import type { Clock, Timer } from "../../shared/clock";
import type { InProgress } from "../../shared/in-progress";
import type { Journal } from "../../shared/journal";
import type { LambdaFunction } from "../../model/model";
import { deadLetterAttributes, recordOf, type InvocationRecord } from "./destinations";
import type { Invocation, InvocationResult } from "../invoke/invocation";
import { Refusal, throttled } from "../invoke/refusal";

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_DELAYS_MS = [60_000, 120_000];
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 5 * 60 * 1000;

// Differs from AWS: 256 MB of events wait at most, of which each counts 2 KB more than it has; another is throttled.
export const MAX_WAITING_BYTES = 256 * 1024 * 1024;
const OVERHEAD_BYTES = 2048;

export interface AsynchronousDeps {
  /** Invokes a function and waits for its response. @throws Refusal */
  invoke(functionName: string, invocation: Invocation): Promise<InvocationResult>;
  /** The current definition of a function. */
  find(functionName: string): LambdaFunction | undefined;
  /** Invokes a function that is a destination, without waiting. @throws Refusal */
  invokeDestination(functionArn: string, payload: string): void;
  /** Whether the role of a function lets Lambda send to an ARN. */
  maySend(functionName: string, target: string): boolean;
  /**
   * Sends a message to a queue.
   * @param attributes message attributes as text; only dead letters have them.
   * @returns why the queue refuses it; undefined if it is sent.
   */
  sendToQueue(
    queueArn: string,
    body: string,
    attributes: Record<string, string>,
  ): string | undefined;
  /** Counts attempts until they are over. */
  inProgress?: InProgress | undefined;
  clock: Clock;
  journal: Journal;
}

interface QueuedEvent {
  functionName: string;
  invocation: Invocation;
  /** Of its payload. */
  bytes: number;
  acceptedAt: number;
  /** The number of failed attempts. */
  failures: number;
  backoffMs: number;
  answer: InvocationResult | undefined;
}

/** Asynchronous invocations: queued, retried, and finally sent to a destination. */
export class AsynchronousInvocations {
  readonly #deps: AsynchronousDeps;
  readonly #timers = new Set<Timer>();
  #waitingBytes = 0;
  #closed = false;

  constructor(deps: AsynchronousDeps) {
    this.#deps = deps;
  }

  /** @throws Refusal if too much waits already. */
  accept(functionName: string, invocation: Invocation): void {
    const bytes = Buffer.byteLength(invocation.payload);
    if (this.#waitingBytes + bytes + OVERHEAD_BYTES > MAX_WAITING_BYTES)
      throw throttled("CallerRateLimitExceeded");
    this.#waitingBytes += bytes + OVERHEAD_BYTES;
    const acceptedAt = this.#deps.clock.now();
    const state = { failures: 0, backoffMs: FIRST_BACKOFF_MS, answer: undefined };
    const event = { functionName, invocation, bytes, acceptedAt, ...state };
    this.#record("queue", event, { bytes });
    // After the caller has its response.
    const next = new Promise((resolve) => setImmediate(resolve));
    void this.#counted(next.then(() => this.#attempt(event)));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
  }

  async #attempt(event: QueuedEvent): Promise<void> {
    if (this.#closed) return;
    if (this.#definitionOf(event)?.reservedConcurrency === 0)
      return this.#end(event, "ZeroReservedConcurrency");
    try {
      event.answer = await this.#deps.invoke(event.functionName, event.invocation);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#backOff(event, error);
    }
    if (this.#closed) return;
    if (!event.answer.functionError) return this.#end(event, "Success");
    const tries = this.#definitionOf(event)?.eventInvoke.maximumRetryAttempts ?? 0;
    if (event.failures++ >= tries) return this.#end(event, "RetriesExhausted");
    const delayMs = RETRY_DELAYS_MS[event.failures - 1] ?? RETRY_DELAYS_MS.at(-1)!;
    this.#retry(event, "FunctionError", delayMs);
  }

  /** A throttled event goes back to the queue until it is too old. */
  #backOff(event: QueuedEvent, { type }: Refusal): void {
    const delayMs = event.backoffMs;
    event.backoffMs = Math.min(MAX_BACKOFF_MS, 2 * delayMs);
    this.#retry(event, type, delayMs);
  }

  /** Unconfirmed [event-expiry]: an event expires as soon as it would be too old at its next attempt. */
  #retry(event: QueuedEvent, reason: string, delayMs: number): void {
    const oldest = this.#definitionOf(event)?.eventInvoke.maximumEventAgeMs ?? 0;
    const ageMs = this.#deps.clock.now() + delayMs - event.acceptedAt;
    if (ageMs > oldest) return this.#end(event, "EventAgeExceeded");
    this.#record("retry", event, { reason, delayMs });
    this.#schedule(delayMs, event);
  }

  #counted(attempt: Promise<void>): Promise<void> {
    return this.#deps.inProgress?.add(attempt) ?? attempt;
  }

  #schedule(delayMs: number, event: QueuedEvent): void {
    const timer = this.#deps.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      void this.#counted(this.#attempt(event));
    });
    this.#timers.add(timer);
  }

  #end(event: QueuedEvent, condition: InvocationRecord["condition"]): void {
    this.#waitingBytes -= event.bytes + OVERHEAD_BYTES;
    const definition = this.#definitionOf(event);
    if (!definition) return this.#record("drop", event, { condition: "FunctionNotFound" });
    const failed = condition !== "Success";
    if (failed) this.#record("drop", event, { condition });
    const { eventInvoke, deadLetterArn } = definition;
    const { requestId, functionArn, payload } = event.invocation;
    const record: InvocationRecord = {
      condition,
      requestId,
      functionArn,
      invokeCount: event.failures + (failed ? 0 : 1),
      requestPayload: payload,
      answer: event.answer,
      nowMs: this.#deps.clock.now(),
    };
    const target = failed ? eventInvoke.onFailure : eventInvoke.onSuccess;
    if (target) this.#send(event, condition, target, recordOf(record));
    if (failed && deadLetterArn)
      this.#send(event, condition, deadLetterArn, payload, deadLetterAttributes(record));
  }

  #send(
    event: QueuedEvent,
    condition: string,
    target: string,
    record: string,
    attributes: Record<string, string> = {},
  ): void {
    if (!this.#deps.maySend(event.functionName, target))
      return this.#record("destinationFailed", event, { condition, target, reason: "not allowed" });
    const reason = isQueue(target)
      ? this.#deps.sendToQueue(target, record, attributes)
      : this.#invokeDestination(target, record);
    if (reason === undefined) this.#record("destination", event, { condition, target, record });
    else this.#record("destinationFailed", event, { condition, target, reason });
  }

  /** @returns why it is not invoked. */
  #invokeDestination(functionArn: string, record: string): string | undefined {
    try {
      this.#deps.invokeDestination(functionArn, record);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return error.message;
    }
  }

  /** @returns undefined if a change of the program removed the function. */
  #definitionOf({ functionName }: QueuedEvent): LambdaFunction | undefined {
    return this.#deps.find(functionName);
  }

  #record(event: string, { functionName, invocation }: QueuedEvent, fields: object): void {
    const { requestId } = invocation;
    this.#deps.journal.record("lambda", event, { function: functionName, requestId, ...fields });
  }
}

function isQueue(arn: string): boolean {
  return arn.split(":")[2] === "sqs";
}
