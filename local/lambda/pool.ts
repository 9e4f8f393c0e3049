import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "../clock";
import type { CredentialIssuer } from "../iam/credentials";
import type { Journal } from "../journal";
import type { LambdaFunction } from "../model/model";
import { ExecutionEnvironment, type InvocationResult } from "./environment";

/** How long an environment stays warm without an event. AWS does not say; minutes have been seen. */
const IDLE_MS = 10 * 60 * 1000;

export interface PoolOptions {
  definition: LambdaFunction;
  bootstrap: string;
  taskRoot: string;
  region: string;
  endpoints: Record<string, string>;
  credentials: CredentialIssuer;
  clock: Clock;
  journal: Journal;
  /** Gives the next environment of the function its number. */
  nextNumber: () => number;
  /** Called when a retired pool has ended its last environment. */
  onEmpty: () => void;
}

/** The execution environments of one version of a function's code and configuration. */
export class EnvironmentPool {
  readonly #options: PoolOptions;
  readonly #all = new Set<ExecutionEnvironment>();
  /** Warm ones; the last used is the next to be used, so that the others may be reaped. */
  readonly #idle: { environment: ExecutionEnvironment; reap: Timer }[] = [];
  #retired = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Handles an event in a warm environment, or in a new one if all are busy. */
  async invoke(payload: string): Promise<InvocationResult> {
    const environment = this.#takeIdle() ?? this.#startEnvironment();
    const result = await environment.invoke(randomUUID(), payload);
    if (environment.ended) return result;
    if (this.#retired) environment.end("replaced");
    else this.#putIdle(environment);
    return result;
  }

  /** Ends idle environments now and busy ones after their event: the function has new code. */
  retire(): void {
    this.#retired = true;
    for (const { environment } of [...this.#idle]) environment.end("replaced");
    if (this.#all.size === 0) this.#options.onEmpty();
  }

  /** Ends all environments, busy or not. */
  close(): void {
    for (const environment of [...this.#all]) environment.end("closed");
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    const entry = this.#idle.pop();
    entry?.reap.cancel();
    return entry?.environment;
  }

  #putIdle(environment: ExecutionEnvironment): void {
    const reap = this.#options.clock.after(IDLE_MS, () => environment.end("idle"));
    this.#idle.push({ environment, reap });
  }

  #startEnvironment(): ExecutionEnvironment {
    const { definition, credentials: issuer, nextNumber } = this.#options;
    const credentials = issuer.issue(definition.roleArn);
    const environment: ExecutionEnvironment = new ExecutionEnvironment({
      ...this.#options,
      credentials,
      id: `${definition.logicalName}#${nextNumber()}`,
      onEnd: () => {
        issuer.revoke(credentials);
        this.#all.delete(environment);
        if (this.#retired && this.#all.size === 0) this.#options.onEmpty();
        const index = this.#idle.findIndex((entry) => entry.environment === environment);
        if (index >= 0) this.#idle.splice(index, 1)[0]!.reap.cancel();
      },
    });
    this.#all.add(environment);
    return environment;
  }
}
