import { randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { Clock, Timer } from "../clock";
import type { Credentials } from "../iam/credentials";
import type { Journal } from "../journal";
import type { LambdaFunction } from "../model/model";
import type { EnvironmentData, EnvironmentMessage, FunctionError, InvokeMessage } from "./messages";
import { environmentVariables } from "./variables";

/** What Lambda answers to an invocation: JSON, and whether the function failed. */
export interface InvocationResult {
  payload: string;
  functionError?: "Unhandled";
}

export interface EnvironmentOptions {
  /** Short name for log lines, for example `events#1`. */
  id: string;
  definition: LambdaFunction;
  bootstrap: string;
  taskRoot: string;
  credentials: Credentials;
  region: string;
  endpoints: Record<string, string>;
  clock: Clock;
  journal: Journal;
  /** Called once, when the environment has ended for whatever reason. */
  onEnd(): void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_MS = 10_000;

interface Current {
  requestId: string;
  startedAt: number;
  settle(result: InvocationResult): void;
  timeout: Timer;
}

/**
 * One execution environment: a worker thread with the function's code, its own environment variables and
 * heap limit. It handles one event at a time, and ends when the function crashes or times out.
 */
export class ExecutionEnvironment {
  readonly id: string;
  readonly logStream: string;
  readonly #options: EnvironmentOptions;
  readonly #worker: Worker;
  readonly #ready: Promise<FunctionError | undefined>;
  #current: Current | undefined;
  #initialized!: (failure?: FunctionError) => void;
  #invocations = 0;
  #crash: Error | undefined;
  /** Set when the environment has ended: the answer to who comes too late. */
  #end: FunctionError | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.id = options.id;
    const day = new Date(options.clock.now()).toISOString().slice(0, 10).replace(/-/g, "/");
    this.logStream = `${day}/[$LATEST]${randomBytes(16).toString("hex")}`;
    this.#ready = new Promise((resolve) => (this.#initialized = resolve));
    this.#record("init");
    const startedAt = options.clock.now();
    this.#worker = this.#startWorker();
    const timeout = options.clock.deadline(INIT_TIMEOUT_MS, () => this.#initialized(initTimeout()));
    void this.#ready.then((failure) => {
      timeout.cancel();
      if (!failure) this.#record("ready", { initMs: options.clock.now() - startedAt });
    });
  }

  /** Handles one event. Another may follow when the promise has settled, unless `ended`. */
  async invoke(requestId: string, payload: string): Promise<InvocationResult> {
    // It may have ended between being chosen and now.
    const failure = (await this.#ready) ?? this.#end;
    if (failure) {
      this.#logError(requestId, failure);
      this.end("initFailed");
      return failed(failure);
    }
    return new Promise((settle) => this.#start(requestId, payload, settle));
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Stops the environment, whatever it does. */
  end(reason: string): void {
    if (this.#end) return;
    // Whoever still waits gets an answer.
    this.#end = {
      errorType: "Runtime.ExitError",
      errorMessage: `Error: The environment was ${reason}`,
    };
    this.#initialized(this.#end);
    this.#settle(failed(this.#end));
    this.#record("shutdown", { reason, invocations: this.#invocations });
    this.#options.onEnd();
    void this.#worker.terminate();
  }

  #startWorker(): Worker {
    const { bootstrap, definition, taskRoot, credentials, region, endpoints } = this.#options;
    const worker = new Worker(bootstrap, {
      eval: true,
      workerData: { taskRoot, handler: definition.handler } satisfies EnvironmentData,
      env: environmentVariables(definition, {
        region,
        credentials,
        taskRoot,
        logStream: this.logStream,
        endpoints,
      }),
      argv: [],
      execArgv: ["--no-deprecation"],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: definition.memorySizeMb },
    });
    worker.on("message", (message: EnvironmentMessage) => this.#hear(message));
    worker.on("error", (error: Error) => (this.#crash = error));
    worker.on("exit", (code) => this.#exited(code));
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        for (const line of text.trimEnd().split("\n"))
          this.#record("log", { level: "INFO", message: line });
      });
    }
    return worker;
  }

  #start(requestId: string, payload: string, settle: (result: InvocationResult) => void): void {
    const { definition, clock } = this.#options;
    const { name, arn, timeoutMs, memorySizeMb, logGroup } = definition;
    const startedAt = clock.now();
    const timeout = clock.deadline(timeoutMs, () => {
      const seconds = (timeoutMs / 1000).toFixed(2);
      this.#fail({
        errorType: "Sandbox.Timedout",
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
      });
      this.end("timeout");
    });
    this.#current = { requestId, startedAt, settle, timeout };
    this.#record("invoke", { requestId, cold: this.#invocations++ === 0 });
    this.#worker.postMessage({
      requestId,
      payload,
      deadline: Date.now() + timeoutMs,
      functionName: name,
      functionArn: arn,
      memorySizeMb,
      logGroup,
      logStream: this.logStream,
    } satisfies InvokeMessage);
  }

  #hear(message: EnvironmentMessage): void {
    switch (message.type) {
      case "ready":
        return this.#initialized();
      case "initFailed":
        return this.#initialized(message.error);
      case "log":
        return this.#record("log", {
          ...(this.#current && { requestId: this.#current.requestId }),
          level: message.level,
          message: message.message,
        });
      case "result":
        return this.#settle({ payload: message.payload });
      case "error":
        return this.#fail(message.error);
    }
  }

  #exited(code: number): void {
    if (this.#end) return;
    const id = this.#current ? `RequestId: ${this.#current.requestId} ` : "";
    const error: FunctionError = this.#crash
      ? {
          errorType: this.#crash.name,
          errorMessage: this.#crash.message,
          trace: this.#crash.stack?.split("\n"),
        }
      : {
          errorType: "Runtime.ExitError",
          errorMessage: `${id}Error: Runtime exited with error: exit status ${code}`,
        };
    this.#initialized(error);
    this.#fail(error);
    this.end("crash");
  }

  #fail(error: FunctionError): void {
    if (!this.#current) return;
    this.#logError(this.#current.requestId, error);
    this.#settle(failed(error));
  }

  #settle(result: InvocationResult): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    current.timeout.cancel();
    const durationMs = this.#options.clock.now() - current.startedAt;
    this.#record("result", {
      requestId: current.requestId,
      durationMs,
      failed: result.functionError !== undefined,
    });
    current.settle(result);
  }

  #logError(requestId: string, error: FunctionError): void {
    const message = error.trace?.join("\n") || `${error.errorType}: ${error.errorMessage}`;
    this.#record("log", { requestId, level: "ERROR", message });
  }

  #record(event: string, fields?: object): void {
    const { journal, definition } = this.#options;
    journal.record("lambda", event, { function: definition.name, environment: this.id, ...fields });
  }
}

function failed(error: FunctionError): InvocationResult {
  return { payload: JSON.stringify(error), functionError: "Unhandled" };
}

function initTimeout(): FunctionError {
  const seconds = (INIT_TIMEOUT_MS / 1000).toFixed(2);
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `Error: Task timed out after ${seconds} seconds in the Init phase`,
  };
}
