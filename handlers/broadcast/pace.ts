/** How fast posts may follow one another. */
export interface PaceSettings {
  /** The most posts that may be in flight at once. */
  postsInFlight: number;
  /** This invocation's part of the account's requests per second. */
  postsPerSecond: number;
}

export interface Pace {
  /**
   * Starts a post, if one may start.
   * @returns 0 if it did, or the milliseconds until it may; Infinity: not before another one ends.
   */
  start(nowMs: number): number;
  /** A post ended that was started at `startedMs`. */
  end(outcome: "sent" | "throttled" | "other", startedMs: number, nowMs: number): void;
}

const FIRST_IN_FLIGHT = 8;
/** How much longer than the fastest an answer may take, so that more may be in flight. */
const FAST_FACTOR = 2;
const FAST_SLACK_MS = 5;

/**
 * The pace of posts: more are in flight as long as answers come fast, half as many after one is throttled.
 * A token bucket, filled at the account's rate and half a second deep as API Gateway's is, goes before.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export function pace({ postsInFlight, postsPerSecond }: PaceSettings): Pace {
  const depth = Math.max(1, postsPerSecond / 2);
  let tokens = depth;
  let filledMs = 0;
  let inFlight = 0;
  let limit = Math.min(FIRST_IN_FLIGHT, postsInFlight);
  let fastestMs = Infinity;
  let halvedMs = -Infinity;
  return {
    start(nowMs) {
      if (inFlight >= Math.floor(limit)) return Infinity;
      if (filledMs > 0)
        tokens = Math.min(depth, tokens + ((nowMs - filledMs) / 1000) * postsPerSecond);
      filledMs = nowMs;
      if (tokens < 1) return Math.max(1, ((1 - tokens) / postsPerSecond) * 1000);
      tokens--;
      inFlight++;
      return 0;
    },
    end(outcome, startedMs, nowMs) {
      const wasFull = inFlight >= Math.floor(limit);
      inFlight--;
      if (outcome === "sent") {
        const tookMs = nowMs - startedMs;
        fastestMs = Math.min(fastestMs, tookMs);
        const isFast = tookMs <= FAST_FACTOR * fastestMs + FAST_SLACK_MS;
        // Doubles each time that all in flight were answered, until the first is throttled.
        const growth = halvedMs < 0 ? 1 : 1 / limit;
        if (wasFull && isFast) limit = Math.min(postsInFlight, limit + growth);
      } else if (outcome === "throttled" && startedMs >= halvedMs) {
        // Posts that were on their way before this do not halve it again.
        limit = Math.max(1, limit / 2);
        halvedMs = nowMs;
      }
    },
  };
}
