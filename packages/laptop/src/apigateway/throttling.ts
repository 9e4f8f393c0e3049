import type { Clock } from "../shared/clock";
import type { Stage, Throttle } from "../model/model";
import { accountThrottle, CONNECT_THROTTLE } from "./limits";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;

  constructor(
    readonly limits: Throttle,
    private readonly clock: Clock,
  ) {
    this.#tokens = limits.burstLimit;
    this.#filledAt = clock.now();
  }

  /** Takes a token, if there is one. */
  take(): boolean {
    const { rateLimit, burstLimit } = this.limits;
    const now = this.clock.now();
    this.#tokens = Math.min(burstLimit, this.#tokens + ((now - this.#filledAt) / 1000) * rateLimit);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}

/** The limits of an account, its stages and their routes. */
export class Throttling {
  readonly #clock: Clock;
  readonly #account: TokenBucket;
  readonly #connections: TokenBucket;
  /** By API, stage and route key. */
  readonly #routes = new Map<string, TokenBucket>();

  /** @param requestsPerSecond the account's quota. */
  constructor(clock: Clock, requestsPerSecond: number) {
    this.#clock = clock;
    this.#account = new TokenBucket(accountThrottle(requestsPerSecond), clock);
    this.#connections = new TokenBucket(CONNECT_THROTTLE, clock);
  }

  /** Whether another connection may be opened. */
  admitsConnection(): boolean {
    return this.#connections.take();
  }

  /** Whether the account admits another request. */
  admitsRequest(): boolean {
    return this.#account.take();
  }

  /** Whether the account and the stage admit another event of a route. */
  admitsEvent(apiId: string, stage: Stage, routeKey: string): boolean {
    if (!this.#account.take()) return false;
    const limits = stage.routeThrottles.get(routeKey) ?? stage.throttle;
    return !limits || this.#bucketOf([apiId, stage.name, routeKey], limits).take();
  }

  #bucketOf(place: string[], { rateLimit, burstLimit }: Throttle): TokenBucket {
    // Unconfirmed [stage-default-limits]: the default limits of a stage apply to each route separately.
    const key = JSON.stringify(place);
    const found = this.#routes.get(key);
    // A changed program may have changed the limits.
    if (found?.limits.rateLimit === rateLimit && found.limits.burstLimit === burstLimit)
      return found;
    const bucket = new TokenBucket({ rateLimit, burstLimit }, this.#clock);
    this.#routes.set(key, bucket);
    return bucket;
  }
}
