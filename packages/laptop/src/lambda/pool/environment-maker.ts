import { ExecutionEnvironment } from "../environment/execution-environment";
import type { EndReason } from "../environment/environment-options";
import type { Timer } from "../../shared/clock";
import type { PoolOptions } from "./pool-options";

/** How long after an environment has become idle a process is made ready: what goes on until then goes first. */
const READY_AFTER_MS = 1000;

type OnEnd = (environment: ExecutionEnvironment, reason: EndReason) => void;

/**
 * Makes the environments of a pool. While the function is in use, the process of the next one is held ready: it has
 * loaded everything but the function's code, so that the next start is short.
 */
export class EnvironmentMaker {
  /** Whether an environment has left its code compiled. */
  isCompiled = false;
  readonly #options: PoolOptions;
  readonly #onEnd: OnEnd;
  /** When each environment expires, on the clock. */
  readonly #usableUntilMs = new WeakMap<ExecutionEnvironment, number>();
  #held: ExecutionEnvironment | undefined;
  #readying: Timer | undefined;

  constructor(options: PoolOptions, onEnd: OnEnd) {
    this.#options = options;
    this.#onEnd = onEnd;
  }

  /** Starts an environment. */
  start(isProvisioned: boolean): ExecutionEnvironment {
    const { definition, nextNumber, inProgress } = this.#options;
    const environment =
      (isProvisioned ? undefined : this.#take()) ?? this.#make(isProvisioned, false);
    environment.start(`${definition.logicalName}#${nextNumber()}`);
    void inProgress?.add(environment.initialized);
    return environment;
  }

  /** AWS ends every environment after a few hours, before its credentials expire. */
  isUsable(environment: ExecutionEnvironment): boolean {
    return this.#options.clock.now() < this.#usableUntilMs.get(environment)!;
  }

  /** Holds a process ready for the next start, a moment from now. */
  getReady(): void {
    const { runtime, definition, taskRoot, clock } = this.#options;
    if (this.#held || this.#readying || !runtime.canHold?.({ ...definition, taskRoot })) return;
    this.#readying = clock.after(READY_AFTER_MS, () => {
      this.#readying = undefined;
      const held = (this.#held = this.#make(false, true));
      void held.exited.then(() => {
        if (this.#held === held) held.end("crash");
      });
    });
  }

  /** Ends what is held ready: the function is no longer in use. */
  dismiss(): void {
    this.#readying?.cancel();
    this.#readying = undefined;
    this.#held?.end("idle");
  }

  #take(): ExecutionEnvironment | undefined {
    const held = this.#held;
    this.#held = undefined;
    if (!held || this.isUsable(held)) return held;
    held.end("expired");
    return undefined;
  }

  #make(isProvisioned: boolean, isHeld: boolean): ExecutionEnvironment {
    const { definition, credentials: issuer, clock } = this.#options;
    const credentials = issuer.issue(definition.roleArn, definition.name);
    const environment: ExecutionEnvironment = new ExecutionEnvironment({
      ...this.#options,
      credentials,
      codeCache: this.isCompiled,
      isHeld,
      initializationType: isProvisioned ? "provisioned-concurrency" : "on-demand",
      onEnd: (reason) => {
        issuer.revoke(credentials);
        if (this.#held === environment) this.#held = undefined;
        this.#onEnd(environment, reason);
      },
    });
    const lifetimeMs = credentials.expiresAtMs - credentials.issuedAtMs;
    this.#usableUntilMs.set(environment, clock.now() + lifetimeMs - definition.timeoutMs);
    return environment;
  }
}
