import { randomBytes } from "node:crypto";
import type { Clock, Timer } from "../clock";
import type { Credentials } from "../iam/credentials";
import type { Journal } from "../journal";
import type { LambdaFunction } from "../model/model";
import type { Invocation, InvocationResult } from "./invocation";
import { round, type Status } from "./log-lines";
import { LogStream } from "./log-stream";
import type { CompiledCode, EnvironmentMessage, FunctionError, LogLevel } from "./messages";
import { MAX_RESPONSE_BYTES } from "./payload-limits";
import { EnvironmentThread } from "./thread";
import { environmentVariables, type InitializationType } from "./variables";

export type { InvocationResult } from "./invocation";

export interface EnvironmentOptions {
  /** Short name for log lines, for example `events#1`. */
  id: string;
  definition: LambdaFunction;
  initializationType: InitializationType;
  bootstrap: string;
  taskRoot: string;
  /** What earlier environments of the function have compiled; this one adds to it. */
  compiled: Map<string, Uint8Array>;
  credentials: Credentials;
  region: string;
  endpoints: Record<string, string>;
  clock: Clock;
  journal: Journal;
  /** Called once, when the environment has ended for whatever reason. */
  onEnd(reason: EndReason): void;
}

export type EndReason = "idle" | "replaced" | "timeout" | "crash" | "initFailed" | "closed";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_MS = 10_000;

interface Current {
  invocation: Invocation;
  startedAt: number;
  /** When the function times out, in milliseconds since 1970. */
  deadline: number;
  settle(result: InvocationResult): void;
  timeout: Timer;
}

/**
 * One execution environment: Init phase, then one event at a time, frozen in between, then Shutdown. It
 * ends when the function exits, crashes, runs out of memory or times out.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 * Differs from AWS: AWS resets such an environment and may use it again; here the next event gets another.
 */
export class ExecutionEnvironment {
  readonly id: string;
  /** Settles when the Init phase is over, well or not. */
  readonly initialized: Promise<void>;
  readonly #options: EnvironmentOptions;
  readonly #log: LogStream;
  #thread!: EnvironmentThread;
  #endInit!: (failure?: FunctionError) => void;
  #isInitializing = false;
  /** Set when the Init phase failed: it is repeated when an event has come. */
  #initFailure: FunctionError | undefined;
  #initMs: number | undefined;
  #current: Current | undefined;
  #invocations = 0;
  #memoryBytes = 0;
  /** Set when the environment has ended: the answer to who comes too late. */
  #end: FunctionError | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.id = options.id;
    this.#log = new LogStream({ ...options, environment: options.id });
    this.#record("init");
    this.initialized = this.#runInitPhase();
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Handles one event. Another may follow when the promise has settled, unless `ended`. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    await this.initialized;
    // It may have ended between being chosen and now.
    if (this.#end) return failed(this.#end);
    return new Promise((settle) => this.#begin(invocation, settle));
  }

  /** Stops the environment, whatever it does. */
  end(reason: EndReason): void {
    if (this.#end) return;
    // Whoever still waits gets an answer.
    const message = `Error: The environment was ${reason}`;
    this.#end = { errorType: "Runtime.ExitError", errorMessage: message };
    this.#endInit(this.#end);
    this.#settle(failed(this.#end), "error", this.#end.errorType);
    // Without extensions the Shutdown phase takes no time: the process is killed.
    this.#thread.terminate();
    this.#record("shutdown", { reason, invocations: this.#invocations });
    this.#options.onEnd(reason);
  }

  async #runInitPhase(): Promise<void> {
    const startedAt = performance.now();
    const timeout = this.#options.clock.deadline(INIT_TIMEOUT_MS, () =>
      this.#endInit(timedOut(INIT_TIMEOUT_MS)),
    );
    const failure = await this.#startThread();
    timeout.cancel();
    if (this.#end) return;
    this.#initMs = performance.now() - startedAt;
    const isProvisioned = this.#options.initializationType !== "on-demand";
    if (failure) this.#initFailed(failure, "init", this.#initMs);
    else {
      this.#record("ready", { initMs: round(this.#initMs) });
      if (isProvisioned) this.#reportInit("init", this.#initMs, undefined);
    }
    // Nobody waited for it.
    if (isProvisioned) this.#initMs = undefined;
  }

  #begin(invocation: Invocation, settle: (result: InvocationResult) => void): void {
    const { definition, clock, initializationType } = this.#options;
    const { timeoutMs } = definition;
    const timeout = clock.deadline(timeoutMs, () => {
      this.#fail(timedOut(timeoutMs), "timeout");
      this.end("timeout");
    });
    const deadline = Date.now() + timeoutMs;
    this.#current = { invocation, startedAt: performance.now(), deadline, settle, timeout };
    const cold = this.#invocations++ === 0 && initializationType === "on-demand";
    this.#record("invoke", { requestId: invocation.requestId, cold });
    this.#log.start(invocation.requestId);
    if (this.#initFailure) void this.#repeatInit(this.#current);
    else this.#send(this.#current);
  }

  /** The Init phase failed; now it has the function's own timeout. */
  async #repeatInit(current: Current): Promise<void> {
    this.#initMs = undefined;
    const failure = await this.#startThread();
    if (this.#current !== current) return;
    if (!failure) {
      this.#initFailure = undefined;
      return this.#send(current);
    }
    const told = naming(current.invocation, failure);
    this.#initFailed(told, "invoke", performance.now() - current.startedAt);
    this.#settle(failed(told), "error", told.errorType);
    this.end("initFailed");
  }

  #initFailed(failure: FunctionError, phase: "init" | "invoke", initMs: number): void {
    this.#thread.terminate();
    this.#initFailure = failure;
    if (failure.trace) this.#log.failure(failure);
    else this.#log.fault(failure);
    this.#reportInit(phase, initMs, failure);
  }

  #reportInit(phase: "init" | "invoke", initMs: number, failure: FunctionError | undefined): void {
    const errorType = failure?.errorType;
    const status = !failure ? "success" : errorType === "Sandbox.Timedout" ? "timeout" : "error";
    this.#log.initReport({ phase, initMs, status, errorType });
  }

  /** @returns the failure of the Init phase, if it failed. */
  #startThread(): Promise<FunctionError | undefined> {
    this.#isInitializing = true;
    const initialized = new Promise<FunctionError | undefined>((resolve) => {
      this.#endInit = (failure) => {
        this.#isInitializing = false;
        resolve(failure);
      };
    });
    const { bootstrap, definition, taskRoot, compiled } = this.#options;
    const { handler, runtime, memorySizeMb, logging } = definition;
    const level = logging.format === "JSON" ? (logging.applicationLevel as LogLevel) : "TRACE";
    const thread = new EnvironmentThread({
      bootstrap,
      taskRoot,
      handler,
      runtime,
      memorySizeMb,
      compiled: compiled,
      log: { format: logging.format, level },
      variables: environmentVariables(definition, { ...this.#options, logStream: this.#log.name }),
      onMessage: (message) => this.#hear(message),
      onExit: (error) => this.#exited(error),
    });
    this.#thread = thread;
    return initialized;
  }

  #send({ invocation, deadline }: Current): void {
    const { name, memorySizeMb, logGroup } = this.#options.definition;
    this.#thread.send({
      ...invocation,
      deadline,
      functionName: name,
      memorySizeMb,
      logGroup,
      logStream: this.#log.name,
      traceId: traceId(this.#options.clock.now()),
    });
  }

  #hear(message: EnvironmentMessage): void {
    if ("memoryBytes" in message)
      this.#memoryBytes = Math.max(this.#memoryBytes, message.memoryBytes);
    switch (message.type) {
      case "ready":
        return this.#endInit();
      case "initFailed":
        return this.#endInit(message.error);
      case "compiled":
        for (const [path, data] of message.files) this.#options.compiled.set(path, data);
        return;
      case "log":
        return this.#log.write(message.level, message.message, message.json);
      case "output":
        return this.#log.output(message.text);
      case "result":
        return this.#answer(message.payload);
      case "error":
        return this.#fail(message.error, "error");
    }
  }

  #exited(error: FunctionError): void {
    if (this.#isInitializing) return this.#endInit(error);
    this.#fail(error, "error");
    this.end("crash");
  }

  #answer(payload: string): void {
    const bytes = Buffer.byteLength(payload);
    if (bytes <= MAX_RESPONSE_BYTES) return this.#settle({ payload }, "success", undefined);
    this.#fail(
      {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
      },
      "error",
    );
  }

  #fail(error: FunctionError, status: Status): void {
    if (!this.#current) return;
    const told = naming(this.#current.invocation, error);
    if (told.trace) this.#log.failure(told);
    else this.#log.fault(told);
    this.#settle(failed(told), status, told.errorType);
  }

  #settle(result: InvocationResult, status: Status, errorType: string | undefined): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    current.timeout.cancel();
    const { requestId } = current.invocation;
    const { memorySizeMb, timeoutMs } = this.#options.definition;
    const durationMs = status === "timeout" ? timeoutMs : performance.now() - current.startedAt;
    const usedMb = Math.min(memorySizeMb, Math.ceil(this.#memoryBytes / 2 ** 20));
    const maxMemoryUsedMb = errorType === "Runtime.OutOfMemory" ? memorySizeMb : usedMb;
    const initMs = this.#invocations === 1 ? this.#initMs : undefined;
    this.#log.report({
      requestId,
      durationMs,
      initMs,
      memorySizeMb,
      maxMemoryUsedMb,
      status,
      errorType,
    });
    const isFailed = result.functionError !== undefined;
    this.#record("result", { requestId, durationMs: round(durationMs), failed: isFailed });
    current.settle({ ...result, logTail: this.#log.tail });
  }

  #record(event: string, fields?: object): void {
    const { journal, definition } = this.#options;
    journal.record("lambda", event, { function: definition.name, environment: this.id, ...fields });
  }
}

function failed(error: FunctionError): InvocationResult {
  return { payload: JSON.stringify(error), functionError: "Unhandled" };
}

/** What ended the environment, with the event that it ended. */
function naming({ requestId }: Invocation, error: FunctionError): FunctionError {
  if (error.trace) return error;
  const errorMessage = error.errorMessage.replace(/^(?=Error: )/, `RequestId: ${requestId} `);
  return { ...error, errorMessage };
}

function timedOut(limitMs: number): FunctionError {
  const errorMessage = `Error: Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
  return { errorType: "Sandbox.Timedout", errorMessage };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  const root = `1-${seconds}-${randomBytes(12).toString("hex")}`;
  return `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}
