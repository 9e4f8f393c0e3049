import type { Timer } from "../../shared/clock";
import { threadOptions, type EndReason, type EnvironmentOptions } from "./environment-options";
import { EnvironmentRecord } from "./environment-record";
import { ended, failed, naming, responseTooLarge, timedOut } from "./failures";
import type { Invocation, InvocationResult } from "../invoke/invocation";
import type { Status } from "../logs/log-lines";
import type { EnvironmentMessage, FunctionError } from "./messages";
import { MAX_RESPONSE_BYTES } from "../invoke/payload-limits";
import { EnvironmentThread } from "./thread";
import { traceHeader } from "./trace-id";

export type { InvocationResult } from "../invoke/invocation";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_MS = 10_000;

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
  readonly id: string;
  /** Settles when the Init phase is over, even if it failed. */
  readonly initialized: Promise<void>;
  readonly #options: EnvironmentOptions;
  readonly #record: EnvironmentRecord;
  #thread: EnvironmentThread;
  /** Set when the Init phase failed. The next event repeats it. */
  #initFailure: FunctionError | undefined;
  #current: Current | undefined;
  /** Set when the environment has ended: the response to later events. */
  #end: FunctionError | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.id = options.id;
    this.#record = new EnvironmentRecord(options);
    this.#record.init();
    this.#thread = this.#startThread();
    this.initialized = this.#runInitPhase();
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** The share of time spent computing since the last call: 0 to 1. */
  activity(): number {
    const activity = this.#thread.activity();
    // Node.js counts a frozen thread as busy.
    return this.#current ? activity : 0;
  }

  /** Handles one event. Wait for the promise before the next one, and check `ended`. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    await this.initialized;
    // It may have ended during the Init phase.
    if (this.#end) return failed(this.#end);
    return new Promise((settle) => this.#begin(invocation, settle));
  }

  /** Stops the environment, even while it handles an event. */
  end(reason: EndReason): void {
    if (this.#end) return;
    // The event in flight still gets a response.
    this.#end = ended(reason);
    this.#thread.failInit(this.#end);
    this.#settle(failed(this.#end), "error", this.#end.errorType);
    // Without extensions the Shutdown phase takes no time: the process is killed.
    this.#thread.terminate();
    this.#record.shutdown(reason);
    this.#options.onEnd(reason);
  }

  async #runInitPhase(): Promise<void> {
    const startedAt = performance.now();
    const timeout = this.#options.clock.deadline(INIT_TIMEOUT_MS, () =>
      this.#thread.failInit(timedOut(INIT_TIMEOUT_MS)),
    );
    const failure = await this.#thread.initialized;
    timeout.cancel();
    if (this.#end) return;
    const initMs = performance.now() - startedAt;
    if (!failure) return this.#record.ready(initMs, this.#thread.usedCodeCache);
    this.#thread.terminate();
    this.#initFailure = failure;
    this.#record.initFailed("init", initMs, failure);
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
    this.#thread = this.#startThread();
    const failure = await this.#thread.initialized;
    if (this.#current !== current) return;
    this.#initFailure = undefined;
    if (!failure) return this.#send(current);
    const named = naming(current.invocation, failure);
    this.#record.initFailed("invoke", performance.now() - current.startedAt, named);
    this.#settle(failed(named), "error", named.errorType);
    this.end("initFailed");
  }

  #startThread(): EnvironmentThread {
    return new EnvironmentThread({
      ...threadOptions(this.#options, this.#record.log.name),
      onMessage: (message) => this.#receive(message),
      onExit: (error) => {
        this.#fail(error, "error");
        this.end("crash");
      },
    });
  }

  #send({ invocation, deadline }: Current): void {
    const { definition, clock } = this.#options;
    const { name: functionName, memorySizeMb, logGroup } = definition;
    const traceId = traceHeader(clock.now());
    const logStream = this.#record.log.name;
    const facts = { deadline, functionName, memorySizeMb, logGroup, logStream, traceId };
    this.#thread.send({ ...invocation, ...facts });
  }

  #receive(message: EnvironmentMessage): void {
    if ("memoryBytes" in message) this.#record.usesMemory(message.memoryBytes);
    switch (message.type) {
      case "compiled":
        for (const [key, data] of message.files) this.#options.compiled.set(key, data);
        return;
      case "log":
        return this.#record.log.write(message.level, message.message, message.json);
      case "output":
        return this.#record.log.output(message.text);
      case "result":
        if (Buffer.byteLength(message.payload) > MAX_RESPONSE_BYTES)
          return this.#fail(responseTooLarge(), "error");
        return this.#settle({ payload: message.payload }, "success", undefined);
      case "error":
        return this.#fail(message.error, "error");
    }
  }

  #fail(error: FunctionError, status: Status): void {
    if (!this.#current) return;
    const named = naming(this.#current.invocation, error);
    this.#record.log.failure(named);
    this.#settle(failed(named), status, named.errorType);
  }

  #settle(result: InvocationResult, status: Status, errorType: string | undefined): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    current.timeout.cancel();
    const { timeoutMs } = this.#options.definition;
    const durationMs = status === "timeout" ? timeoutMs : performance.now() - current.startedAt;
    this.#record.result(current.invocation.requestId, { status, errorType, durationMs });
    current.settle({ ...result, logTail: this.#record.log.tail });
  }
}
