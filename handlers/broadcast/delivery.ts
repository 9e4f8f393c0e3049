import type { Answer, Post } from "../management/post";
import { failedPosts, type FailedPostsArgs, type Retry } from "./failed-posts";
import { pace } from "./pace";
import { outcomeOfPost, type PostOutcome } from "./post-outcome";
import { nothingDelivered, type Delivered, type Recipient } from "./recipient";
import { stateChanges } from "./state-changes";

export interface DeliveryArgs extends Pick<
  FailedPostsArgs,
  "forget" | "isStored" | "maxAttempts" | "settings"
> {
  post: Post;
  /** Called before a post is repeated that may have been delivered. If it throws, the post is not repeated. */
  onRepeat?(recipient: Recipient): Promise<void>;
  /** Called once for each recipient that needs no further post. */
  onSettled?(recipient: Recipient): void;
  /** By when every post must be answered or given up, in milliseconds since 1970. */
  endMs: number;
}

/** A message that is being sent to many connections. */
export interface Delivery {
  /** Sends to these too. Resolves when no more than `maxQueued` recipients wait for their first post. */
  add(recipients: Recipient[], maxQueued?: number): Promise<void>;
  /** Resolves when a first post has ended, or when none is pending. */
  firstEnded(): Promise<void>;
  /** The answer after which no attempt can succeed, if there was one. */
  refusal(): Answer | undefined;
  /** Resolves when no post is pending any more. */
  end(): Promise<Delivered>;
}

/** Queued recipients for whom reading goes on. */
const MAX_QUEUED = 1000;
const MAX_RETRY_DELAY_MS = 2000;
/** No post starts this close to the end: its answer might come too late. */
const LAST_POST_MS = 200;

/**
 * Delivers a message to every recipient that is added, at the pace that API Gateway allows. What is repeated
 * waits first, with full jitter.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function startDelivery({
  post,
  onRepeat = async () => undefined,
  onSettled = () => undefined,
  endMs,
  settings,
  ...args
}: DeliveryArgs): Delivery {
  const delivered = nothingDelivered();
  const rhythm = pace(settings);
  const queue: Recipient[] = [];
  /** Index of the first in the queue. */
  let next = 0;
  let inFlight = 0;
  const sleeping = new Map<Recipient, NodeJS.Timeout>();
  const failures = failedPosts({ ...args, settings, delivered });
  let pause: NodeJS.Timeout | undefined;
  let hasEndedOne = false;
  let isStopped = false;
  const { until, changed } = stateChanges();
  const isIdle = () => inFlight + queue.length - next + sleeping.size === 0;

  function stop() {
    isStopped = true;
    for (const timer of sleeping.values()) clearTimeout(timer);
    for (const recipient of sleeping.keys()) leave(recipient);
    delivered.left = delivered.left.concat(queue.slice(next));
    sleeping.clear();
    queue.length = next = 0;
    changed();
  }
  const stopTimer = setTimeout(stop, Math.max(0, endMs - LAST_POST_MS - Date.now()));

  /** Gives up a recipient for lack of time. One that is not open yet is owed nothing. */
  function leave(recipient: Recipient) {
    if (!failures.isUnopened(recipient)) return void delivered.left.push(recipient);
    delivered.gone++;
    onSettled(recipient);
  }

  function pump() {
    clearTimeout(pause);
    while (next < queue.length) {
      const waitMs = rhythm.start(Date.now());
      if (waitMs > 0) {
        if (waitMs < Infinity) pause = setTimeout(pump, waitMs);
        break;
      }
      void attemptPost(queue[next++]!);
    }
    if (next === queue.length) queue.length = next = 0;
    changed();
  }

  async function attemptPost(recipient: Recipient) {
    const { connectionId } = recipient;
    const startedMs = Date.now();
    const timeoutMs = Math.max(1, Math.min(settings.postTimeoutMs, endMs - Date.now()));
    const isFirst = !failures.has(recipient);
    if (isFirst && recipient.mayHaveIt) delivered.repeated++;
    inFlight++;
    const { outcome, answer, reason } = await outcomeOfPost(() => post(connectionId, timeoutMs));
    if (outcome === "denied" || outcome === "tooLarge") delivered.refusal = answer;
    // Only a first attempt shows the account's rate: a connection that is throttled again does not read.
    const showsRate = outcome === "sent" || (outcome === "throttled" && isFirst);
    const endedMs = Date.now();
    hasEndedOne = true;
    if (outcome === "sent") {
      delivered.sent++;
      onSettled(recipient);
    } else {
      await follow(recipient, outcome, reason);
    }
    rhythm.end(showsRate ? outcome : "other", startedMs, endedMs);
    inFlight--;
    pump();
  }

  async function follow(
    recipient: Recipient,
    outcome: Exclude<PostOutcome, "sent">,
    reason: unknown,
  ) {
    const sequel = await failures.sequel(recipient, outcome, reason);
    if (sequel === "settled") return onSettled(recipient);
    if (sequel === "stop") {
      delivered.left.push(recipient);
      if (!isStopped) stop();
      return;
    }
    if (sequel.count === "repeated") {
      const isRecorded = await onRepeat(recipient).then(
        () => true,
        () => false,
      );
      if (!isRecorded) return void delivered.left.push(recipient);
    }
    retry(recipient, sequel);
  }

  function retry(recipient: Recipient, { count, longestMs }: Retry) {
    const delayMs = Math.random() * Math.min(MAX_RETRY_DELAY_MS, longestMs);
    if (isStopped || Date.now() + delayMs > endMs - LAST_POST_MS) return leave(recipient);
    const timer = setTimeout(() => {
      delivered[count]++;
      sleeping.delete(recipient);
      queue.push(recipient);
      pump();
    }, delayMs);
    sleeping.set(recipient, timer);
  }

  return {
    async add(recipients, maxQueued = MAX_QUEUED) {
      if (isStopped) {
        delivered.left = delivered.left.concat(recipients);
        return;
      }
      queue.splice(0, next);
      next = 0;
      for (const recipient of recipients) queue.push(recipient);
      pump();
      await until(() => queue.length - next <= maxQueued);
    },
    firstEnded: () => until(() => hasEndedOne || isIdle()),
    refusal: () => delivered.refusal,
    async end() {
      await until(isIdle);
      clearTimeout(stopTimer);
      clearTimeout(pause);
      return delivered;
    },
  };
}
