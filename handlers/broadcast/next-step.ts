import type { PostOutcome } from "./post-outcome";

/** What a broadcast knows of a recipient when a post to it has failed. */
export interface Attempts {
  /** Posts that were certainly not accepted. */
  refused: number;
  /** Attempts after which a recipient that refuses is given up. */
  maxAttempts: number;
  /** An earlier post may have delivered the message. */
  mayHaveIt: boolean;
  /** How long ago the connection was made, by its row in the store. */
  ageMs: number;
  /** How long ago this broadcast was first told that no connection is open; 0 if only now. */
  unopenedMs: number;
  /** @returns whether the row is still stored. */
  isStored(): Promise<boolean>;
}

/**
 * - `retry`: post again; nothing was delivered.
 * - `repeat`: post once more, though the message may have been delivered.
 * - `forget`: the connection is gone, and its row goes too.
 * - `gone`: the connection is gone, and so is its row; or it does not open in time, and its row stays.
 * - `giveUp`: the recipient does not get the message, or its delivery stays uncertain.
 * - `stop`: no post of this broadcast can succeed.
 */
export type Step = "retry" | "repeat" | "forget" | "gone" | "giveUp" | "stop";

/**
 * How long a connection can have a row and not be open yet: `$connect` writes the row, has 29 seconds to answer,
 * and only then does API Gateway complete the handshake.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const HANDSHAKE_MS = 30_000;

/**
 * How long a broadcast waits for a connection to open. `$connect` answers as soon as it has written the row, so a
 * handshake that goes well ends long before. If `$connect` died in between, the connection never opens.
 */
export const OPENING_MS = 2000;

/** What follows a post that did not succeed. docs/delivery.md says what this guarantees. */
export async function nextStep(
  outcome: Exclude<PostOutcome, "sent">,
  { refused, maxAttempts, mayHaveIt, ageMs, unopenedMs, isStored }: Attempts,
): Promise<Step> {
  switch (outcome) {
    case "gone":
      if (ageMs >= HANDSHAKE_MS) return "forget";
      return unopenedMs < OPENING_MS && (await isStored()) ? "retry" : "gone";
    case "throttled":
    case "unsent":
      return refused < maxAttempts ? "retry" : "giveUp";
    case "uncertain":
      return mayHaveIt ? "giveUp" : "repeat";
    case "denied":
    case "tooLarge":
      return "stop";
    case "failed":
      return "giveUp";
  }
}
