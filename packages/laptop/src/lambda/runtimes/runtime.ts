/** How execution environments of functions are started: as processes that speak the Runtime API. */
export interface Runtime {
  /** Whether a process leaves the code that it compiled to later ones, after its first event. */
  readonly keepsCompiledCode: boolean;
  command(options: CommandOptions): Command;
  /** Whether a process can be held before it loads the function's code: nothing of the function runs until then. */
  canHold?(options: CommandOptions): boolean;
}

export interface CommandOptions {
  /** The folder of the function's code. */
  taskRoot: string;
  /** As the program has it, for example `index.handler`. */
  handler: string;
  memorySizeMb: number;
  /** What is in the folder of layers, if anything. */
  layers: readonly unknown[];
  /** The function's own variables. */
  environment: Record<string, string>;
  /** Whether the process waits before it loads the function's code. Only if `canHold`. */
  isHeld?: boolean;
}

/** What to run. The environment adds the variables of the function and of Lambda. */
export interface Command {
  file: string;
  args: string[];
  /** Variables of this runtime. */
  variables: Record<string, string>;
  workingDirectory: string;
  /** Whether a debugger may attach, which a frozen process would not answer. */
  isDebugged: boolean;
  /** Set if the file cannot be started. */
  fault?: StartFault | undefined;
  /** The descriptor by which a process is told to go on, if it waits before it loads the function's code. */
  holdDescriptor?: number | undefined;
  /** Whether it starts when one has attached. */
  waitsForDebugger?: boolean;
}

/** Why a process cannot be started. */
export interface StartFault {
  /** As Lambda says it, for example `fork/exec /var/task/bootstrap: permission denied`. */
  reason: string;
  /** Names the file in the function's code and the way out. */
  hint: string;
}

/** The descriptor that Lambda's own runtimes write their log to, in frames. */
export const LOG_DESCRIPTOR = 3;
export const LOG_VARIABLES = { _LAMBDA_TELEMETRY_LOG_FD: String(LOG_DESCRIPTOR) };
