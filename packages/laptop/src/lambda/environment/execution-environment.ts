import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Timer } from "../../shared/clock";
import type { EndReason, EnvironmentOptions } from "./environment-options";
import { EnvironmentRecord } from "./environment-record";
import { ended, failed, naming, timedOut, type FunctionError } from "./failures";
import type { Invocation, InvocationResult } from "../invoke/invocation";
import type { Status } from "../logs/log-lines";
import { reportMissingSdk } from "../archive/missing-sdk";
import type { RuntimeAnswer } from "../runtime-api/answers";
import type { RuntimeProcess } from "./runtime-process";
import { startProcess } from "./start-process";
import { endStrays } from "./strays";
import { traceHeader } from "../invoke/trace-id";

export type { InvocationResult } from "../invoke/invocation";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_MS = 10_000;

/** Why the Init phase failed: what the runtime reported, or what became of its process. */
type InitFailure = RuntimeAnswer | FunctionError;

/** The event in flight. */
interface Current {
  invocation: Invocation;
  startedAt: number;
  /** When the function times out, in milliseconds since 1970. */
  deadline: number;
  settle(result: InvocationResult): void;
  timeout: Timer;
}

/**
 * One execution environment: the Init phase, then one event at a time, frozen in between, then the Shutdown
 * phase. It ends when the function exits, crashes, runs out of memory or times out.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 * Differs from AWS: an environment that timed out or crashed is replaced; AWS resets it and may use it again.
 */
export class ExecutionEnvironment {
  /** Settles when the Init phase is over, even if it failed. */
  readonly initialized: Promise<void>;
  readonly #options: EnvironmentOptions;
  readonly #record: EnvironmentRecord;
  /** TMPDIR. */
  readonly #temporaryFolder = mkdtempSync(join(tmpdir(), "lambda-"));
  #process: RuntimeProcess;
  /** Begins the Init phase, which it may do once; undefined from then on. */
  #beginInit: (() => void) | undefined;
  #isInitialized = false;
  /** Set when the Init phase failed. The next event repeats it. */
  #initFailure: InitFailure | undefined;
  #current: Current | undefined;
  /** Set when the environment has ended: the response to later events. */
  #end: FunctionError | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#record = new EnvironmentRecord(options);
    this.#process = this.#startProcess(options.isHeld);
    const begun = new Promise<void>((resolve) => (this.#beginInit = resolve));
    this.initialized = begun
      .then(() => this.#runInitPhase())
      .finally(() => (this.#isInitialized = true));
  }

  /** For example `events#1`; empty before the Init phase. */
  get id(): string {
    return this.#record.id;
  }

  /**
   * Begins the Init phase. Only then is there an environment, for everyone else.
   * @param id short name for log lines.
   */
  start(id: string): void {
    this.#record.init(id);
    this.#process.letGo();
    this.#beginInit!();
    this.#beginInit = undefined;
  }

  /** What the environment does. */
  get state(): "init" | "busy" | "idle" | "ended" {
    if (this.#end) return "ended";
    if (this.#current) return "busy";
    return this.#isInitialized ? "idle" : "init";
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Settles when its process has ended, which a held one does only if something is wrong. */
  get exited(): Promise<void> {
    return this.#process.gone;
  }

  /** Settles when an environment that has ended has left nothing behind. */
  async gone(): Promise<void> {
    await this.#process.gone;
    await endStrays(this.#record.log.name);
    await rm(this.#temporaryFolder, { recursive: true, force: true });
  }

  /** The share of time spent computing since the last call: 0 to 1. */
  activity(): number {
    return this.#current ? this.#process.activity() : 0;
  }

  /** Handles one event. Wait for the promise before the next one, and check `ended`. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    await this.initialized;
    // It may have ended during the Init phase.
    if (this.#end) return failed(this.#end);
    return new Promise((settle) => this.#begin(invocation, settle));
  }

  /** Kills the function's process, as running out of memory does. Settles when nothing is left of it. */
  kill(): Promise<void> {
    this.#process.kill();
    return this.#process.gone;
  }

  /** Stops everything in the environment until the next event. */
  freeze(): void {
    this.#process.freeze();
  }

  /** Stops the environment, even while it handles an event. */
  end(reason: EndReason): void {
    if (this.#end) return;
    // The event in flight still gets a response.
    this.#end = ended(reason);
    this.#process.failInit(this.#end);
    this.#settle(failed(this.#end), "error", this.#end.errorType);
    // Without extensions the Shutdown phase takes no time: the process is killed.
    this.#process.terminate();
    if (!this.#beginInit) this.#record.shutdown(reason);
    this.#options.onEnd(reason);
  }

  async #runInitPhase(): Promise<void> {
    const startedAt = performance.now();
    const timeout = this.#options.clock.deadline(INIT_TIMEOUT_MS, () =>
      this.#process.failInit(timedOut(INIT_TIMEOUT_MS)),
    );
    const failure = await this.#process.initialized;
    timeout.cancel();
    if (this.#end) return;
    const initMs = performance.now() - startedAt;
    if (!failure) return this.#record.ready(initMs, this.#options.codeCache);
    this.#process.terminate();
    this.#initFailure = failure;
    if (!isAnswer(failure)) this.#record.log.fault(failure);
    this.#record.initFailed("init", initMs, failure.errorType);
  }

  #begin(invocation: Invocation, settle: (result: InvocationResult) => void): void {
    const { definition, clock } = this.#options;
    const { timeoutMs } = definition;
    const timeout = clock.deadline(timeoutMs, () => {
      this.#fail(timedOut(timeoutMs), "timeout");
      this.end("timeout");
    });
    const deadline = Date.now() + timeoutMs;
    const current = { invocation, startedAt: performance.now(), deadline, settle, timeout };
    this.#current = current;
    // Send first, record later: the event does not wait for its own log lines.
    if (!this.#initFailure) this.#send(current);
    this.#record.invoke(invocation.requestId);
    if (this.#initFailure) void this.#repeatInit(current);
  }

  /** Repeats a failed Init phase, this time under the function's own timeout. */
  async #repeatInit(current: Current): Promise<void> {
    await this.#process.gone;
    if (this.#current !== current) return;
    this.#process = this.#startProcess(false);
    const failure = await this.#process.initialized;
    if (this.#current !== current) return;
    this.#initFailure = undefined;
    if (!failure) return this.#send(current);
    const initMs = performance.now() - current.startedAt;
    if (isAnswer(failure)) {
      this.#record.initFailed("invoke", initMs, failure.errorType);
      this.#answer(failure);
    } else {
      const named = naming(current.invocation, failure);
      this.#record.log.fault(named);
      this.#record.initFailed("invoke", initMs, named.errorType);
      this.#settle(failed(named), "error", named.errorType);
    }
    this.end("initFailed");
  }

  #startProcess(isHeld: boolean): RuntimeProcess {
    return startProcess({
      ...this.#options,
      isHeld,
      log: this.#record.log,
      temporaryFolder: this.#temporaryFolder,
      onAnswer: (answer) => this.#answer(answer),
      onExit: (error) => {
        this.#fail(error, "error");
        this.end("crash");
      },
    });
  }

  #send({ invocation, deadline }: Current): void {
    const { requestId, payload, functionArn, clientContext } = invocation;
    const traceId = traceHeader(this.#options.clock.now());
    const event = { requestId, payload, deadline, functionArn, traceId, clientContext };
    this.#process.send(event);
  }

  #answer({ payload, errorType }: RuntimeAnswer): void {
    if (errorType === undefined) this.#settle({ payload }, "success", undefined);
    else {
      reportMissingSdk(payload, this.#options);
      this.#settle({ payload, functionError: "Unhandled" }, "error", errorType);
    }
  }

  #fail(error: FunctionError, status: Status): void {
    if (!this.#current) return;
    const named = naming(this.#current.invocation, error);
    this.#record.log.fault(named);
    this.#settle(failed(named), status, named.errorType);
  }

  #settle(result: InvocationResult, status: Status, errorType: string | undefined): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    current.timeout.cancel();
    const { timeoutMs } = this.#options.definition;
    const durationMs = status === "timeout" ? timeoutMs : performance.now() - current.startedAt;
    this.#record.usesMemory(this.#process.residentBytes());
    this.#record.result(current.invocation.requestId, { status, errorType, durationMs });
    current.settle({ ...result, logTail: this.#record.log.tail });
  }
}

function isAnswer(failure: InitFailure): failure is RuntimeAnswer {
  return "payload" in failure;
}
