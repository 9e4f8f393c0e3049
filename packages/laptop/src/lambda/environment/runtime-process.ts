import type { Command } from "../runtimes/runtime";
import { RuntimeApi } from "../runtime-api/runtime-api";
import type { RuntimeAnswer } from "../runtime-api/answers";
import type { RuntimeEvent } from "../runtime-api/runtime-event";
import { FrameSplitter } from "../logs/frame-splitter";
import { LineSplitter } from "../logs/line-splitter";
import { ProcessOutput } from "../logs/process-output";
import type { LogStream } from "../logs/log-stream";
import { inspectorAddress, isInspectorNoise } from "./debugger";
import { exited, type FunctionError } from "./failures";
import { ProcessGroup, type ProcessEnd } from "./process-group";

export interface RuntimeProcessOptions {
  command: Command;
  variables: Record<string, string>;
  log: Pick<LogStream, "write" | "output">;
  /** The event in flight was answered, and the process waits for the next or has ended. */
  onAnswer(answer: RuntimeAnswer): void;
  /** A debugger can attach to the process, at this address. */
  onInspector(address: string): void;
  /** The process has ended by itself after its Init phase. */
  onExit(error: FunctionError): void;
}

/** V8 says this before it aborts. */
const OUT_OF_MEMORY = /^FATAL ERROR: .*JavaScript heap out of memory/;

/** The process of an execution environment, with the Runtime API that it speaks. */
export class RuntimeProcess {
  /** Settles when the Init phase is over, with the error if it failed. */
  readonly initialized: Promise<RuntimeAnswer | FunctionError | undefined>;
  /** Settles when nothing is left of the process. */
  readonly gone: Promise<void>;
  readonly #options: RuntimeProcessOptions;
  readonly #output = new ProcessOutput();
  #api: RuntimeApi | undefined;
  #group: ProcessGroup | undefined;
  #endInit!: (failure?: RuntimeAnswer | FunctionError) => void;
  #isInitialized = false;
  #isTerminated = false;
  #isHeld: boolean;
  #isOutOfMemory = false;
  #initError: RuntimeAnswer | undefined;
  /** The answer to the event in flight, until the process waits for the next event. */
  #answer: RuntimeAnswer | undefined;

  constructor(options: RuntimeProcessOptions) {
    this.#options = options;
    this.#isHeld = options.command.holdDescriptor !== undefined;
    this.initialized = new Promise((resolve) => {
      this.#endInit = (failure) => {
        this.#isInitialized = true;
        resolve(failure);
      };
    });
    this.gone = this.#run();
  }

  /** Hands out an event to the process, which waits for one. */
  send(event: RuntimeEvent): void {
    this.thaw();
    this.#api!.send(event);
  }

  /** Lets a process go on that waits before it loads the function's code. */
  letGo(): void {
    this.#isHeld = false;
    this.#group?.letGo();
  }

  freeze(): void {
    if (!this.#options.command.isDebugged) this.#group?.freeze();
  }

  thaw(): void {
    this.#group?.thaw();
  }

  residentBytes(): number {
    return this.#group?.residentBytes() ?? 0;
  }

  activity(): number {
    return this.#group?.activity() ?? 0;
  }

  /** Aborts the Init phase. */
  failInit(failure: FunctionError): void {
    this.#endInit(this.#initError ?? failure);
  }

  /** Kills the process, which has then ended by itself. */
  kill(): void {
    this.#group?.kill();
  }

  /** Ends the process, frozen or not, with all that it started. Nothing of it arrives afterwards. */
  terminate(): void {
    this.#isTerminated = true;
    this.#group?.kill();
  }

  async #run(): Promise<void> {
    this.#api = await RuntimeApi.start({
      onNext: () => void this.#waits(),
      onInitError: (answer) => (this.#initError = answer),
      onAnswer: (answer) => (this.#answer = answer),
    });
    const end = this.#isTerminated ? undefined : await this.#start(this.#api.address);
    await this.#output.drained();
    this.#output.close();
    await this.#api.close();
    if (end && !this.#isTerminated) this.#ended(end);
  }

  #start(address: string): Promise<ProcessEnd> {
    const { command, log } = this.#options;
    if (command.fault) {
      log.output(command.fault.hint);
      return Promise.resolve({ error: new Error(command.fault.reason) });
    }
    const variables = { ...this.#options.variables, AWS_LAMBDA_RUNTIME_API: address };
    return new Promise((resolve) => {
      const group = new ProcessGroup(command, variables, resolve);
      this.#group = group;
      if (!this.#isHeld) group.letGo();
      const receive = <Value>(write: (value: Value) => void) => {
        return (value: Value) => {
          if (!this.#isTerminated) write(value);
        };
      };
      const line = receive((text: string) => {
        this.#isOutOfMemory ||= OUT_OF_MEMORY.test(text);
        if (command.isDebugged && isInspectorNoise(text)) return;
        log.output(text);
        const address = command.isDebugged ? inspectorAddress(text) : undefined;
        if (address) this.#options.onInspector(address);
      });
      this.#output.add(group.stdout, new LineSplitter(line));
      this.#output.add(group.stderr, new LineSplitter(line));
      this.#output.add(group.log, new FrameSplitter(receive((frame) => log.write(frame))));
    });
  }

  /** The process asked for the next event. */
  async #waits(): Promise<void> {
    // What the process logged before comes before.
    await this.#output.drained();
    if (this.#isTerminated) return;
    if (this.#isInitialized) this.#finish();
    else this.#endInit();
  }

  #ended(end: ProcessEnd): void {
    const reason = exited(end, this.#isOutOfMemory);
    if (!this.#isInitialized) return this.#endInit(this.#initError ?? reason);
    this.#finish();
    this.#options.onExit(reason);
  }

  #finish(): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer) this.#options.onAnswer(answer);
  }
}
