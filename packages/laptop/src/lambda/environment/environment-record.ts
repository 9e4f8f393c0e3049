import type { EndReason, EnvironmentOptions } from "./environment-options";
import { round, type Status } from "../logs/log-lines";
import { LogStream } from "../logs/log-stream";

/** How an invocation ended. */
export interface Ending {
  status: Status;
  errorType: string | undefined;
  durationMs: number;
}

/** Records one execution environment: its events in the journal, and its log with START, END and REPORT. */
export class EnvironmentRecord {
  /** Short name for log lines, for example `events#1`. */
  id = "";
  readonly log: LogStream;
  readonly #options: EnvironmentOptions;
  /** The Init duration that the first event's REPORT line shows. */
  #initMs: number | undefined;
  #invocations = 0;
  #memoryBytes = 0;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.log = new LogStream({ ...options, environment: () => this.id });
  }

  init(id: string): void {
    this.id = id;
    this.#record("init", { accessKeyId: this.#options.credentials.accessKeyId });
    this.log.initStart(this.#options.initializationType);
  }

  /** @param codeCache whether another environment had already compiled the function's code. */
  ready(initMs: number, codeCache: boolean): void {
    this.#record("ready", { initMs: round(initMs), codeCache, held: this.#options.isHeld });
    // With provisioned concurrency, no event waits for the Init phase.
    if (this.#isOnDemand) this.#initMs = initMs;
    else this.log.initReport({ phase: "init", initMs, status: "success", errorType: undefined });
  }

  /** @param phase "invoke" if the Init phase was repeated for an event. */
  initFailed(phase: "init" | "invoke", initMs: number, errorType: string | undefined): void {
    this.#record("initFailed", { phase, initMs: round(initMs), errorType });
    const status = errorType === "Sandbox.Timedout" ? "timeout" : "error";
    this.log.initReport({ phase, initMs, status, errorType });
  }

  invoke(requestId: string): void {
    const cold = this.#invocations++ === 0 && this.#isOnDemand;
    this.#record("invoke", { requestId, cold });
    this.log.start(requestId);
  }

  /** Reports the memory in use now. */
  usesMemory(bytes: number): void {
    this.#memoryBytes = Math.max(this.#memoryBytes, bytes);
  }

  result(requestId: string, { status, errorType, durationMs }: Ending): void {
    const { memorySizeMb } = this.#options.definition;
    const usedMb = Math.min(memorySizeMb, Math.ceil(this.#memoryBytes / 2 ** 20));
    const maxMemoryUsedMb = errorType === "Runtime.OutOfMemory" ? memorySizeMb : usedMb;
    const initMs = this.#invocations === 1 ? this.#initMs : undefined;
    const memory = { memorySizeMb, maxMemoryUsedMb };
    this.log.report({ requestId, durationMs, initMs, ...memory, status, errorType });
    const failed = status !== "success";
    this.#record("result", { requestId, durationMs: round(durationMs), failed });
  }

  shutdown(reason: EndReason): void {
    this.#record("shutdown", { reason, invocations: this.#invocations });
  }

  get #isOnDemand(): boolean {
    return this.#options.initializationType === "on-demand";
  }

  #record(event: string, fields?: object): void {
    const { journal, definition } = this.#options;
    journal.record("lambda", event, { function: definition.name, environment: this.id, ...fields });
  }
}
