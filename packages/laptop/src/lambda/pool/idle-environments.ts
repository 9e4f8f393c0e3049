import type { Timer } from "../../shared/clock";
import type { ExecutionEnvironment } from "../environment/execution-environment";

interface Entry {
  environment: ExecutionEnvironment;
  /** Ends the environment when its idle timeout has passed; undefined for provisioned ones. */
  idleTimer: Timer | undefined;
}

/** The warm environments of a pool, frozen between events. */
export class IdleEnvironments {
  readonly #entries: Entry[] = [];

  get length(): number {
    return this.#entries.length;
  }

  push(environment: ExecutionEnvironment, idleTimer: Timer | undefined): void {
    environment.freeze();
    this.#entries.push({ environment, idleTimer });
  }

  /** The environment that was used last, so that the others can reach their idle timeout. */
  pop(): ExecutionEnvironment | undefined {
    const entry = this.#entries.pop();
    entry?.idleTimer?.cancel();
    return entry?.environment;
  }

  remove(environment: ExecutionEnvironment): void {
    const index = this.#entries.findIndex((entry) => entry.environment === environment);
    if (index >= 0) this.#entries.splice(index, 1)[0]!.idleTimer?.cancel();
  }

  endAll(): void {
    for (const { environment } of [...this.#entries]) environment.end("replaced");
  }

  /** Ends environments as if their idle timeout had passed. */
  endIdle(): void {
    for (const { environment, idleTimer } of [...this.#entries])
      if (idleTimer) environment.end("idle");
  }
}
