import type { Clock } from "../shared/clock";
import { ACCOUNT_CONCURRENCY } from "../model/functions";
import type { LambdaFunction } from "../model/model";
import { throttled } from "./invoke/refusal";

/**
 * How many environments a function may start at once, and how many more each second: 1,000 every 10 s.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html#scaling-rate
 */
const SCALING_BURST = 1000;
const SCALING_PER_SECOND = 100;

interface Usage {
  definition: LambdaFunction;
  inFlight: number;
  /** Environments that may be started now: a token bucket. */
  starts: number;
  filledAt: number;
}

/** An event that was admitted. */
export interface Admission {
  /** It takes an environment that has become free, and starts none. */
  reuses(): void;
  /** It is handled. */
  end(): void;
}

/** How many events the account's functions handle at once, and how fast they scale. */
export class Concurrency {
  readonly #clock: Clock;
  readonly #usages = new Map<string, Usage>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes over the limits of the program. What is being handled still counts. */
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
   * Admits an event.
   * @param isWarm whether it needs no new environment.
   * @throws Refusal if it is throttled.
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
      reuses: () => void (usage.starts = Math.min(SCALING_BURST, usage.starts + 1)),
      end: () => void usage.inFlight--,
    };
  }

  /** What is left of the account's concurrency for functions without reserved concurrency. */
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

/** Provisioned concurrency is taken out of the account's before. */
function needsUnreserved({ definition, inFlight }: Usage): boolean {
  return inFlight >= definition.provisionedConcurrency;
}
