import type { BroadcastSettings } from "./settings";
import type { Connection } from "../stores/connection-store";
import { pace } from "./pace";
import { outcomeOfPost, type PostOutcome } from "./post-outcome";
import type { Answer, Post } from "../management/post";
import { stateChanges } from "./state-changes";

export interface DeliveryArgs {
  post: Post;
  /** Removes a connection that is gone. */
  forget(connection: Connection): Promise<void>;
  /** By when every post must be answered or given up, in milliseconds since 1970. */
  endMs: number;
  /** Attempts after which a connection is given up. */
  maxAttempts: number;
  settings: BroadcastSettings;
}

/** A message that is being sent to many connections. */
export interface Delivery {
  /** Sends to these too. Resolves when there is room for more. */
  add(connections: Connection[]): Promise<void>;
  /** Resolves when a first post has ended, or when none is pending. */
  firstEnded(): Promise<void>;
  /** The answer after which no attempt can succeed, if there was one. */
  refusal(): Answer | undefined;
  /** Resolves when no post is pending any more. */
  end(): Promise<Delivered>;
}

export interface Delivered {
  sent: number;
  gone: number;
  /** Attempts after the first. */
  retried: number;
  /** Connections that were given up. */
  failed: number;
  /** Connections that were not sent to, for lack of time or because no attempt could succeed. */
  left: Connection[];
  /** The answer after which no attempt could succeed. */
  refusal: Answer | undefined;
}

/** Maximum number of queued connections; then reading stops. */
const MAX_QUEUED = 1000;
const MAX_RETRY_DELAY_MS = 2000;
/** No post starts this close to the end: its answer might come too late. */
const LAST_POST_MS = 200;
const MAX_LOGGED_FAILURES = 10;

/**
 * Delivers a message once to every connection that is added, at the pace that API Gateway allows. Throttled and
 * unanswered posts are repeated after a wait with full jitter.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function startDelivery({
  post,
  forget,
  endMs,
  maxAttempts,
  settings,
}: DeliveryArgs): Delivery {
  const delivered: Delivered = {
    sent: 0,
    gone: 0,
    retried: 0,
    failed: 0,
    left: [],
    refusal: undefined,
  };
  const rhythm = pace(settings);
  const queue: Connection[] = [];
  /** Index of the first in the queue. */
  let next = 0;
  let inFlight = 0;
  const sleeping = new Map<Connection, NodeJS.Timeout>();
  /** Failed attempts, by connection. */
  const failures = new Map<Connection, number>();
  let pause: NodeJS.Timeout | undefined;
  let hasEndedOne = false;
  let isStopped = false;
  const { until, changed } = stateChanges();
  const isIdle = () => inFlight + queue.length - next + sleeping.size === 0;

  function stop() {
    isStopped = true;
    for (const timer of sleeping.values()) clearTimeout(timer);
    delivered.left = delivered.left.concat([...sleeping.keys()], queue.slice(next));
    sleeping.clear();
    queue.length = next = 0;
    changed();
  }
  const stopTimer = setTimeout(stop, Math.max(0, endMs - LAST_POST_MS - Date.now()));

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

  async function attemptPost(connection: Connection) {
    const { connectionId } = connection;
    const startedMs = Date.now();
    const timeoutMs = Math.max(1, Math.min(settings.postTimeoutMs, endMs - Date.now()));
    inFlight++;
    const { outcome, answer, reason } = await outcomeOfPost(() => post(connectionId, timeoutMs));
    if (outcome === "denied" || outcome === "tooLarge") delivered.refusal = answer;
    // Only a first attempt shows the account's rate: a connection that is throttled again does not read.
    const showsRate = outcome === "sent" || (outcome === "throttled" && !failures.has(connection));
    const rateOutcome = showsRate ? outcome : "other";
    const endedMs = Date.now();
    hasEndedOne = true;
    if (outcome === "sent") delivered.sent++;
    else await settle(connection, outcome, reason);
    rhythm.end(rateOutcome, startedMs, endedMs);
    inFlight--;
    pump();
  }

  async function settle(
    connection: Connection,
    outcome: Exclude<PostOutcome, "sent">,
    reason: unknown,
  ) {
    const { connectionId } = connection;
    const failed = failures.get(connection) ?? 0;
    switch (outcome) {
      case "gone":
        delivered.gone++;
        try {
          await forget(connection);
        } catch (error) {
          console.error(`Connection "${connectionId}" is gone but could not be removed.`, error);
        }
        return;
      case "tooLarge":
      case "denied":
        delivered.left.push(connection);
        if (!isStopped) stop();
        return;
      case "throttled":
      case "unanswered":
        if (failed + 1 < maxAttempts) return retry(connection, failed + 1);
        break;
      case "failed":
    }
    if (++delivered.failed <= MAX_LOGGED_FAILURES) {
      console.error(`The message could not be sent to connection "${connectionId}".`, reason);
    }
  }

  function retry(connection: Connection, failed: number) {
    const longestMs = Math.min(MAX_RETRY_DELAY_MS, settings.retryMs * 2 ** (failed - 1));
    const delayMs = Math.random() * longestMs;
    if (isStopped || Date.now() + delayMs > endMs - LAST_POST_MS) {
      delivered.left.push(connection);
      return;
    }
    delivered.retried++;
    failures.set(connection, failed);
    const timer = setTimeout(() => {
      sleeping.delete(connection);
      queue.push(connection);
      pump();
    }, delayMs);
    sleeping.set(connection, timer);
  }

  return {
    async add(connections) {
      if (isStopped) {
        delivered.left = delivered.left.concat(connections);
        return;
      }
      queue.splice(0, next);
      next = 0;
      for (const connection of connections) queue.push(connection);
      pump();
      await until(() => queue.length - next <= MAX_QUEUED);
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
