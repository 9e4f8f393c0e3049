import { Worker } from "node:worker_threads";
import { activityOf } from "../activity";
import {
  THAWED,
  type EnvironmentData,
  type EnvironmentMessage,
  type FunctionError,
  type InvokeMessage,
} from "./messages";

export interface ThreadOptions extends Omit<EnvironmentData, "state" | "nodeOptions"> {
  /** The code that the thread starts with. */
  bootstrap: string;
  variables: Record<string, string>;
  memorySizeMb: number;
  onMessage(message: EnvironmentMessage): void;
  /** Called when the thread has ended by itself after its Init phase. */
  onExit(error: FunctionError): void;
}

/** Small, because many environments share this machine: garbage is collected before it piles up. */
const YOUNG_GENERATION_MB = 6;

/** The worker thread that an execution environment consists of. */
export class EnvironmentThread {
  /** Settles when the Init phase is over, with its failure if it failed. */
  readonly initialized: Promise<FunctionError | undefined>;
  /** The share of time spent computing since the last call: 0 to 1. */
  readonly activity: () => number;
  /** Whether the Init phase found all code already compiled. */
  usedCodeCache = false;
  readonly #worker: Worker;
  readonly #state = new SharedArrayBuffer(4);
  #crash: NodeJS.ErrnoException | undefined;
  #signal: string | undefined;
  #endInit!: (failure?: FunctionError) => void;
  #isInitialized = false;
  #isTerminated = false;

  constructor(options: ThreadOptions) {
    this.initialized = new Promise((resolve) => {
      this.#endInit = (failure) => {
        this.#isInitialized = true;
        resolve(failure);
      };
    });
    const { bootstrap, variables, memorySizeMb, onMessage, onExit, ...data } = options;
    const { NODE_OPTIONS: nodeOptions, ...env } = variables;
    this.#worker = new Worker(bootstrap, {
      eval: true,
      workerData: { ...data, nodeOptions, state: this.#state } satisfies EnvironmentData,
      env,
      argv: [],
      execArgv: ["--no-deprecation"],
      stdout: true,
      stderr: true,
      // Differs from AWS: memory outside the JavaScript heap, such as that of Buffers, is not limited.
      resourceLimits: {
        maxOldGenerationSizeMb: memorySizeMb,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    });
    this.activity = activityOf(this.#worker.performance);
    this.#worker.on("message", (message: EnvironmentMessage) => {
      if (this.#isTerminated) return;
      if (message.type === "signal") this.#signal = message.signal;
      else onMessage(message);
      if (message.type === "ready") {
        this.usedCodeCache = message.codeCache;
        this.#endInit();
      }
      if (message.type === "initFailed") this.#endInit(message.error);
    });
    this.#worker.on("error", (error: Error) => (this.#crash = error));
    this.#worker.on("exit", (code) => {
      if (this.#isTerminated) return;
      if (this.#isInitialized) onExit(this.#reasonOf(code));
      else this.#endInit(this.#reasonOf(code));
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        if (!this.#isTerminated) onMessage({ type: "output", text });
      });
    }
  }

  /** Thaws the thread for one event. */
  send(message: InvokeMessage): void {
    this.#worker.postMessage(message);
    const state = new Int32Array(this.#state);
    Atomics.store(state, 0, THAWED);
    Atomics.notify(state, 0);
  }

  /** Aborts the Init phase. */
  failInit(failure: FunctionError): void {
    this.#endInit(failure);
  }

  /** Ends the thread, frozen or not. No message of it arrives afterwards. */
  terminate(): void {
    this.#isTerminated = true;
    void this.#worker.terminate();
  }

  #reasonOf(code: number): FunctionError {
    const exit = (errorType: string, reason: string) => ({
      errorType,
      errorMessage: `Error: Runtime exited ${reason}`,
    });
    if (this.#crash?.code === "ERR_WORKER_OUT_OF_MEMORY")
      return exit("Runtime.OutOfMemory", "with error: signal: killed");
    if (this.#crash) {
      const { name, message, stack } = this.#crash;
      return { errorType: name, errorMessage: message, trace: stack?.split("\n") ?? [] };
    }
    if (this.#signal) return exit("Runtime.ExitError", `with error: signal: ${this.#signal}`);
    if (code === 0) return exit("Runtime.ExitError", "without providing a reason");
    return exit("Runtime.ExitError", `with error: exit status ${code}`);
  }
}
