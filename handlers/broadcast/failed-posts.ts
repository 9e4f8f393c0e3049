import type { Connection } from "../stores/connection-store";
import { nextStep } from "./next-step";
import type { PostOutcome } from "./post-outcome";
import type { Delivered, Recipient } from "./recipient";
import type { BroadcastSettings } from "./settings";

export interface FailedPostsArgs {
  /** Removes a connection that is gone. */
  forget(connection: Connection): Promise<unknown>;
  /** Whether a connection still has its row in the store. */
  isStored(connection: Connection): Promise<boolean>;
  /** Attempts after which a recipient is given up that certainly was not sent the message. */
  maxAttempts: number;
  settings: BroadcastSettings;
  /** Counts who is gone and who is given up. */
  delivered: Delivered;
}

/** A post that is to be made again, and how it is counted. */
export interface Retry {
  count: "retried" | "repeated";
  /** The longest wait before it. */
  longestMs: number;
}

/** The posts of a broadcast that did not succeed. */
export interface FailedPosts {
  /** Whether a post to this recipient failed before. */
  has(recipient: Recipient): boolean;
  /** Whether the last answer was that no connection is open, and it may still open. */
  isUnopened(recipient: Recipient): boolean;
  /** Decides what follows: another post, nothing more for this recipient, or the end of the broadcast. */
  sequel(
    recipient: Recipient,
    outcome: Exclude<PostOutcome, "sent">,
    reason: unknown,
  ): Promise<Retry | "settled" | "stop">;
}

interface Attempts {
  /** Posts made again so far. */
  retries: number;
  /** Posts that were certainly not accepted. */
  refused: number;
  /** When the first of the latest answers came that no connection is open, in milliseconds since 1970. */
  unopenedSince: number | undefined;
}

const MAX_LOGGED_FAILURES = 10;

export function failedPosts({
  forget,
  isStored,
  maxAttempts,
  settings,
  delivered,
}: FailedPostsArgs): FailedPosts {
  const attempts = new Map<Recipient, Attempts>();

  async function forgetGone(recipient: Recipient) {
    try {
      await forget(recipient);
    } catch (error) {
      const { connectionId } = recipient;
      console.error(`Connection "${connectionId}" is gone but could not be removed.`, error);
    }
  }

  return {
    has: (recipient) => attempts.has(recipient),
    isUnopened: (recipient) => attempts.get(recipient)?.unopenedSince !== undefined,
    async sequel(recipient, outcome, reason) {
      const now = Date.now();
      const soFar = attempts.get(recipient) ?? { retries: 0, refused: 0, unopenedSince: undefined };
      attempts.set(recipient, soFar);
      if (outcome === "throttled" || outcome === "unsent") soFar.refused++;
      soFar.unopenedSince = outcome === "gone" ? (soFar.unopenedSince ?? now) : undefined;
      const step = await nextStep(outcome, {
        ...{ refused: soFar.refused, maxAttempts, mayHaveIt: recipient.mayHaveIt ?? false },
        ageMs: now - recipient.connectedAt,
        unopenedMs: now - (soFar.unopenedSince ?? now),
        // If the store does not tell, it is asked again after the next post.
        isStored: () => isStored(recipient).catch(() => true),
      });
      switch (step) {
        case "retry":
          return { count: "retried", longestMs: settings.retryMs * 2 ** soFar.retries++ };
        case "repeat":
          recipient.mayHaveIt = true;
          return { count: "repeated", longestMs: settings.repeatMs };
        case "stop":
          return "stop";
        case "forget":
          await forgetGone(recipient);
          delivered.gone++;
          break;
        case "gone":
          delivered.gone++;
          break;
        case "giveUp":
          if (++delivered.failed <= MAX_LOGGED_FAILURES) {
            const { connectionId } = recipient;
            console.error(`The message could not be sent to connection "${connectionId}".`, reason);
          }
      }
      return "settled";
    },
  };
}
