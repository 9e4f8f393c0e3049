import { Computing, workerOf } from "./computing";
import { EnvironmentMaker } from "./environment-maker";
import type { ExecutionEnvironment } from "../environment/execution-environment";
import type { EndReason } from "../environment/environment-options";
import { ended, failed } from "../environment/failures";
import { IdleEnvironments } from "./idle-environments";
import { PendingEvents, type PendingEvent } from "./pending-events";
import type { PoolOptions } from "./pool-options";
import type { Invocation, InvocationResult } from "../invoke/invocation";

/** How long an environment stays warm without an event. AWS does not document it; minutes have been seen. */
export const IDLE_TIMEOUT_MS = 10 * 60 * 1000;

/**
 * A few environments finish a burst sooner than many that take turns.
 * Differs from AWS: while two environments of a function compute for each processor of this machine, a further
 * event waits for one of them. Those that wait for something do not count.
 */
const COMPUTING_PER_PROCESSOR = 2;

/** The execution environments of one version of a function's code and configuration. */
export class EnvironmentPool {
  readonly #options: PoolOptions;
  readonly #all = new Set<ExecutionEnvironment>();
  /** Settle when environments that have ended have left nothing behind. */
  readonly #ending = new Set<Promise<void>>();
  readonly #provisioned = new Set<ExecutionEnvironment>();
  readonly #idle = new IdleEnvironments();
  readonly #maker: EnvironmentMaker;
  readonly #pending: PendingEvents;
  readonly #maxComputing: number;
  readonly #computing = new Computing();
  #retired = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#maker = new EnvironmentMaker(options, (...ended) => this.#forget(...ended));
    this.#maxComputing = COMPUTING_PER_PROCESSOR * options.initQueue.processors;
    this.#pending = new PendingEvents(this.#maxComputing, options.backlog);
  }

  /** Whether an event would find a warm environment. */
  get isWarm(): boolean {
    return this.#idle.length > 0;
  }

  get functionName(): string {
    return this.#options.definition.name;
  }

  /** Those that have not ended, the oldest first. */
  get environments(): ExecutionEnvironment[] {
    return [...this.#all];
  }

  /** Starts the environments of provisioned concurrency, and waits for their Init phases. */
  async provision(): Promise<void> {
    const { provisionedConcurrency: count } = this.#options.definition;
    await Promise.all(Array.from({ length: count }, () => this.#provisionOne()));
  }

  /**
   * Handles an event in a warm environment, or in a new one if all are busy.
   * @param onReuse called if an environment becomes free before the new one has started.
   */
  async invoke(invocation: Invocation, onReuse = () => {}): Promise<InvocationResult> {
    const isFull = this.#computing.isFull(this.#maxComputing);
    const idle = isFull ? undefined : this.#takeIdle();
    const environment = idle ?? (await this.#nextEnvironment(invocation.sender, isFull, onReuse));
    if (!environment) return failed(ended("closed"));
    const { backlog, initQueue } = this.#options;
    const worker = workerOf(environment, () => initQueue.isServiceBusy());
    this.#computing.begin(worker);
    backlog?.begin(invocation.sender, worker);
    const result = await environment.invoke(invocation);
    this.#computing.end(worker);
    backlog?.end(worker);
    this.#maker.isCompiled = this.#options.runtime.keepsCompiledCode;
    if (!environment.ended) this.#release(environment);
    return result;
  }

  /** Ends idle environments now and busy ones after their event: the function has new code. */
  retire(): void {
    this.#retired = true;
    this.#maker.dismiss();
    this.#idle.endAll();
    this.#reportIfEmpty();
  }

  /** Ends idle environments as if their idle timeout had passed. Provisioned ones have no idle timeout. */
  endIdle(): void {
    this.#idle.endIdle();
  }

  /** Ends all environments, busy or not. Settles when nothing is left of any environment. */
  async close(): Promise<void> {
    this.#retired = true;
    this.#maker.dismiss();
    for (const { start, take } of this.#pending) {
      start.cancel();
      take(undefined);
    }
    this.#pending.clear();
    for (const environment of [...this.#all]) environment.end("closed");
    await Promise.all(this.#ending);
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    for (;;) {
      const environment = this.#idle.pop();
      if (!environment || this.#maker.isUsable(environment)) return environment;
      environment.end("expired");
    }
  }

  /**
   * @param isQueued whether the event takes any environment that becomes free.
   * @returns undefined if the pool is closed.
   */
  #nextEnvironment(
    sender: string,
    isQueued: boolean,
    onReuse: () => void,
  ): Promise<ExecutionEnvironment | undefined> {
    return new Promise((take) => {
      const event: PendingEvent = { sender, take, onReuse, start: { cancel: () => undefined } };
      this.#pending.add(event, isQueued);
      event.start = this.#options.initQueue.add(() => {
        this.#pending.delete(event);
        const idle = isQueued ? this.#takeIdle() : undefined;
        if (idle) onReuse();
        const environment = idle ?? this.#start(false);
        take(environment);
        return environment;
      });
    });
  }

  #release(environment: ExecutionEnvironment): void {
    if (!this.#maker.isUsable(environment)) return environment.end("expired");
    if (this.#retired && this.#pending.size === 0) return environment.end("replaced");
    const event = this.#pending.next(this.#retired);
    if (event) {
      this.#pending.delete(event);
      event.start.cancel();
      event.onReuse();
      return event.take(environment);
    }
    const { clock, idleTimeoutMs } = this.#options;
    const idleTimer = this.#provisioned.has(environment)
      ? undefined
      : clock.after(idleTimeoutMs, () => environment.end("idle"));
    this.#idle.push(environment, idleTimer);
    this.#maker.getReady();
  }

  #provisionOne(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.initQueue.add(() => {
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
    const environment = this.#maker.start(isProvisioned);
    this.#all.add(environment);
    if (isProvisioned) this.#provisioned.add(environment);
    return environment;
  }

  #forget(environment: ExecutionEnvironment, reason: EndReason): void {
    this.#all.delete(environment);
    const ending: Promise<void> = environment.gone().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    const wasProvisioned = this.#provisioned.delete(environment);
    this.#idle.remove(environment);
    if (this.#all.size === 0) this.#maker.dismiss();
    if (wasProvisioned && !this.#retired && reason !== "initFailed") void this.#provisionOne();
    this.#reportIfEmpty();
  }

  #reportIfEmpty(): void {
    if (this.#retired && this.#all.size === 0 && this.#pending.size === 0) this.#options.onEmpty();
  }
}
