import type { Clock } from "../../../shared/clock";

/** The most answers that are kept. */
const MAX_KEPT = 10_000;

interface Kept {
  answer: unknown;
  untilMs: number;
}

/** Answers of Lambda authorizers, by the API, the stage, the authorizer and the identity. */
export class AuthorizerCache {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {}

  find(key: string[]): { answer: unknown } | undefined {
    const name = JSON.stringify(key);
    const kept = this.#kept.get(name);
    if (!kept || kept.untilMs > this.clock.now()) return kept;
    this.#kept.delete(name);
    return undefined;
  }

  keep(key: string[], answer: unknown, ttlSeconds: number): void {
    this.#kept.set(JSON.stringify(key), {
      answer,
      untilMs: this.clock.now() + ttlSeconds * 1000,
    });
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }

  /** A changed program may answer otherwise. */
  clear(): void {
    this.#kept.clear();
  }
}
