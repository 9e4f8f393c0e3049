import type { Clock } from "../shared/clock";
import { ACCOUNT_CONCURRENCY } from "../model/functions";
import type { LambdaFunction } from "../model/model";
import { throttled } from "./invoke/refusal";

/**
 * The scaling rate of a function: 1,000 environments at once, and 1,000 more every 10 s.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html#scaling-rate
 */
const SCALING_BURST = 1000;
const SCALING_PER_SECOND = 100;

interface Usage {
  definition: LambdaFunction;
  inFlight: number;
  /** Environments that may start now: a token bucket. */
  starts: number;
  filledAt: number;
}

/** An event that was not throttled. */
export interface Admission {
  /** The event took a warm environment after all, so it started none. */
  reuses(): void;
  /** The event was handled. */
  end(): void;
}

/** The concurrency limits of the account and its functions, and their scaling rates. */
export class Concurrency {
  readonly #clock: Clock;
  readonly #usages = new Map<string, Usage>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Applies the limits of a changed program. Events in flight still count. */
  setFunctions(functions: LambdaFunction[]): void {
    for (const definition of functions) {
      const usage = this.#usages.get(definition.name);
      if (usage) usage.definition = definition;
      else
        this.#usages.set(definition.name, {
          definition,
          inFlight: 0,
          starts: SCALING_BURST,
          filledAt: this.#clock.now(),
        });
    }
  }

  /**
   * Counts an event.
   * @param isWarm whether a warm environment is free for it.
   * @throws Refusal if the event is throttled.
   */
  admit(functionName: string, isWarm: boolean): Admission {
    const usage = this.#usages.get(functionName)!;
    const { reservedConcurrency } = usage.definition;
    if (reservedConcurrency !== undefined) {
      if (usage.inFlight >= reservedConcurrency)
        throw throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
    } else if (needsUnreserved(usage) && this.#unreserved() <= 0) {
      throw throttled("ConcurrentInvocationLimitExceeded");
    }
    if (!isWarm) {
      this.#refill(usage);
      if (usage.starts < 1) throw throttled("FunctionInvocationRateLimitExceeded");
      usage.starts--;
    }
    usage.inFlight++;
    return {
      reuses: () => {
        if (!isWarm) usage.starts = Math.min(SCALING_BURST, usage.starts + 1);
      },
      end: () => void usage.inFlight--,
    };
  }

  /** The account's unreserved concurrency that is not in use. */
  #unreserved(): number {
    return [...this.#usages.values()].reduce((left, { definition, inFlight }) => {
      const { reservedConcurrency, provisionedConcurrency } = definition;
      return left - (reservedConcurrency ?? Math.max(provisionedConcurrency, inFlight));
    }, ACCOUNT_CONCURRENCY);
  }

  #refill(usage: Usage): void {
    const now = this.#clock.now();
    const refill = ((now - usage.filledAt) / 1000) * SCALING_PER_SECOND;
    usage.starts = Math.min(SCALING_BURST, usage.starts + refill);
    usage.filledAt = now;
  }
}

/** Provisioned concurrency has already been subtracted from the account's. */
function needsUnreserved({ definition, inFlight }: Usage): boolean {
  return inFlight >= definition.provisionedConcurrency;
}
