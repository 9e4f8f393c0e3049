import type { LogStream } from "../logs/log-stream";
import { holdWhileStopped, STOPPED } from "./debugger";
import type { EnvironmentOptions } from "./environment-options";
import { RuntimeProcess, type RuntimeProcessOptions } from "./runtime-process";
import { environmentVariables } from "./variables";

interface StartProcessOptions
  extends EnvironmentOptions, Pick<RuntimeProcessOptions, "onAnswer" | "onExit"> {
  log: LogStream;
  /** TMPDIR. */
  temporaryFolder: string;
}

/** Starts the process of an environment with the variables that it has on AWS. While a debugger stops it, time does. */
export function startProcess(options: StartProcessOptions): RuntimeProcess {
  const { definition, runtime, taskRoot, clock, isHeld, log, onAnswer, onExit } = options;
  const command = runtime.command({ ...definition, taskRoot, isHeld });
  const variables = environmentVariables(definition, { ...options, logStream: log.name });
  return new RuntimeProcess({
    command,
    variables: { ...variables, ...command.variables },
    log,
    onAnswer,
    onInspector: (address) =>
      holdWhileStopped(address, command.waitsForDebugger === true, clock, () =>
        log.output(STOPPED),
      ),
    onExit,
  });
}
