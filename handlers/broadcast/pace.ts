/** The limits of the pace. */
export interface PaceSettings {
  /** Maximum number of posts in flight. */
  postsInFlight: number;
  /** This invocation's share of the account's requests per second. */
  postsPerSecond: number;
}

export interface Pace {
  /**
   * Counts a post as started, if one may start.
   * @returns 0 if it may, else the milliseconds to wait; Infinity: until another post ends.
   */
  start(nowMs: number): number;
  /** Counts a post as ended. */
  end(outcome: "sent" | "throttled" | "other", startedMs: number, nowMs: number): void;
}

const FIRST_IN_FLIGHT = 8;
/** An answer is fast up to this multiple of the fastest one's time, plus the slack. */
const FAST_FACTOR = 2;
const FAST_SLACK_MS = 5;

/**
 * The pace of posts: more in flight while answers are fast, half as many once one is throttled. A token bucket
 * keeps to the account's rate; like API Gateway's it holds half a second of posts.
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
        // Doubles with each round of answers until the first throttled post, then grows by one.
        const growth = halvedMs < 0 ? 1 : 1 / limit;
        if (wasFull && isFast) limit = Math.min(postsInFlight, limit + growth);
      } else if (outcome === "throttled" && startedMs >= halvedMs) {
        // Posts that started before the limit was halved do not halve it again.
        limit = Math.max(1, limit / 2);
        halvedMs = nowMs;
      }
    },
  };
}
