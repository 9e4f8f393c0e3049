/** How execution environments of functions are started: as processes that speak the Runtime API. */
export interface Runtime {
  /** Whether a process leaves the code that it compiled to later ones, after its first event. */
  readonly keepsCompiledCode: boolean;
  command(options: CommandOptions): Command;
}

export interface CommandOptions {
  /** The folder of the function's code. */
  taskRoot: string;
  memorySizeMb: number;
  /** The function's own variables. */
  environment: Record<string, string>;
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
}
