import type { Clock, Timer } from "../shared/clock";
import type { CredentialIssuer } from "../iam/access/credentials";
import type { Journal } from "../shared/journal";
import type { LambdaFunction } from "../model/model";
import { ExecutionEnvironment } from "./environment/execution-environment";
import type { EndReason } from "./environment/environment-options";
import { ended, failed } from "./environment/failures";
import type { InitLine, Turn } from "./init-queue";
import type { Invocation, InvocationResult } from "./invoke/invocation";
import type { SourceMaps } from "./logs/source-maps";

/** How long an environment stays warm without an event. AWS does not say; minutes have been seen. */
export const IDLE_TIMEOUT_MS = 10 * 60 * 1000;

/**
 * Where more environments wait for their Init phase than this, an event takes whichever is free first: a
 * burst is over sooner with a few warm environments than with many cold ones.
 * Differs from AWS: an event of a large burst does not wait for the environment that starts for it.
 */
const PATIENT_EVENTS = 16;

export interface PoolOptions {
  definition: LambdaFunction;
  bootstrap: string;
  taskRoot: string;
  /** Of the function's code. */
  sourceMaps: () => SourceMaps;
  region: string;
  endpoints: Record<string, string>;
  credentials: CredentialIssuer;
  clock: Clock;
  journal: Journal;
  idleTimeoutMs: number;
  initLine: InitLine;
  /** Gives the next environment of the function its number. */
  nextNumber: () => number;
  /** Called when a retired pool has ended its last environment. */
  onEmpty: () => void;
}

interface WaitingEvent {
  turn: Turn;
  onReuse(): void;
  take(environment: ExecutionEnvironment | undefined): void;
}

/** The execution environments of one version of a function's code and configuration. */
export class EnvironmentPool {
  readonly #options: PoolOptions;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #provisioned = new Set<ExecutionEnvironment>();
  /** Warm ones; the last used is the next to be used, so that the others may be reaped. */
  readonly #idle: { environment: ExecutionEnvironment; reap: Timer | undefined }[] = [];
  /** Until when each takes events, on the clock. */
  readonly #usableUntilMs = new WeakMap<ExecutionEnvironment, number>();
  readonly #waiting = new Set<WaitingEvent>();
  readonly #compiled = new Map<string, Uint8Array>();
  /** Set while many events wait, until none does. */
  #isBurst = false;
  #retired = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Whether an event would find a warm environment. */
  get isWarm(): boolean {
    return this.#idle.length > 0;
  }

  /** Starts the environments of provisioned concurrency, and waits for their Init phases. */
  async provision(): Promise<void> {
    const { provisionedConcurrency: count } = this.#options.definition;
    await Promise.all(Array.from({ length: count }, () => this.#provisionOne()));
  }

  /**
   * Handles an event in a warm environment, or in a new one if all are busy.
   * @param onReuse called if one becomes free before the new one is started.
   */
  async invoke(invocation: Invocation, onReuse = () => {}): Promise<InvocationResult> {
    const environment = this.#takeIdle() ?? (await this.#nextEnvironment(onReuse));
    if (!environment) return failed(ended("closed"));
    const result = await environment.invoke(invocation);
    if (!environment.ended) this.#release(environment);
    return result;
  }

  /** Ends idle environments now and busy ones after their event: the function has new code. */
  retire(): void {
    this.#retired = true;
    for (const { environment } of [...this.#idle]) environment.end("replaced");
    this.#tellIfEmpty();
  }

  /** Ends idle environments as if their idle timeout had passed. Provisioned ones have none. */
  endIdle(): void {
    for (const { environment, reap } of [...this.#idle]) if (reap) environment.end("idle");
  }

  /** Ends all environments, busy or not. */
  close(): void {
    this.#retired = true;
    for (const { turn, take } of this.#waiting) {
      turn.cancel();
      take(undefined);
    }
    this.#waiting.clear();
    for (const environment of [...this.#all]) environment.end("closed");
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    for (;;) {
      const entry = this.#idle.pop();
      entry?.reap?.cancel();
      if (!entry || this.#isUsable(entry.environment)) return entry?.environment;
      entry.environment.end("expired");
    }
  }

  /** AWS ends environments every few hours, also busy ones, and always before their credentials expire. */
  #isUsable(environment: ExecutionEnvironment): boolean {
    return this.#options.clock.now() < this.#usableUntilMs.get(environment)!;
  }

  /** A new environment when it is its turn, or one that is free before; undefined if the pool is closed. */
  #nextEnvironment(onReuse: () => void): Promise<ExecutionEnvironment | undefined> {
    return new Promise((take) => {
      const event: WaitingEvent = { take, onReuse, turn: { cancel: () => undefined } };
      this.#waiting.add(event);
      if (this.#waiting.size > PATIENT_EVENTS) this.#isBurst = true;
      event.turn = this.#options.initLine.enter(() => {
        this.#waiting.delete(event);
        const environment = this.#start(false);
        take(environment);
        return environment;
      });
    });
  }

  #release(environment: ExecutionEnvironment): void {
    if (!this.#isUsable(environment)) return environment.end("expired");
    if (this.#retired && this.#waiting.size === 0) return environment.end("replaced");
    const [event] = this.#waiting;
    if (!event) this.#isBurst = false;
    if (event && (this.#retired || this.#isBurst)) {
      this.#waiting.delete(event);
      event.turn.cancel();
      event.onReuse();
      return event.take(environment);
    }
    const { clock, idleTimeoutMs } = this.#options;
    const reap = this.#provisioned.has(environment)
      ? undefined
      : clock.after(idleTimeoutMs, () => environment.end("idle"));
    this.#idle.push({ environment, reap });
  }

  #provisionOne(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.initLine.enter(() => {
        if (this.#retired) return void resolve();
        const environment = this.#start(true);
        void environment.initialized.then(() => {
          if (!environment.ended) this.#release(environment);
          resolve();
        });
        return environment;
      });
    });
  }

  #start(isProvisioned: boolean): ExecutionEnvironment {
    const { definition, credentials: issuer, clock, nextNumber } = this.#options;
    const credentials = issuer.issue(definition.roleArn, definition.name);
    const environment: ExecutionEnvironment = new ExecutionEnvironment({
      ...this.#options,
      credentials,
      compiled: this.#compiled,
      initializationType: isProvisioned ? "provisioned-concurrency" : "on-demand",
      id: `${definition.logicalName}#${nextNumber()}`,
      onEnd: (reason) => {
        issuer.revoke(credentials);
        this.#forget(environment, reason);
      },
    });
    const lifetimeMs = credentials.expiresAtMs - credentials.issuedAtMs;
    this.#usableUntilMs.set(environment, clock.now() + lifetimeMs - definition.timeoutMs);
    this.#all.add(environment);
    if (isProvisioned) this.#provisioned.add(environment);
    return environment;
  }

  #forget(environment: ExecutionEnvironment, reason: EndReason): void {
    this.#all.delete(environment);
    const wasProvisioned = this.#provisioned.delete(environment);
    const index = this.#idle.findIndex((entry) => entry.environment === environment);
    if (index >= 0) this.#idle.splice(index, 1)[0]!.reap?.cancel();
    if (wasProvisioned && !this.#retired && reason !== "initFailed") void this.#provisionOne();
    this.#tellIfEmpty();
  }

  #tellIfEmpty(): void {
    if (this.#retired && this.#all.size === 0 && this.#waiting.size === 0) this.#options.onEmpty();
  }
}
