import type { EnvironmentMessage } from "../../environment/messages";

type Tell = (message: EnvironmentMessage) => void;

/**
 * Makes the thread look like the process that it is in Lambda: what ends that process ends the thread.
 * Differs from AWS: a relative path in a function leads from where the runtime was started, not from the code.
 */
export function standInForProcess(taskRoot: string, tell: Tell): void {
  const endBySignal = (signal: "killed" | "aborted" | "terminated"): never => {
    tell({ type: "signal", signal });
    return process.exit(1);
  };
  const kill = process.kill.bind(process);
  Object.assign(process, {
    cwd: () => taskRoot,
    abort: () => endBySignal("aborted"),
    kill(pid: number, signal?: string | number): true {
      // Zero only asks whether the process is there.
      if (pid !== process.pid || signal === 0) return kill(pid, signal);
      return endBySignal(signal === "SIGKILL" || signal === 9 ? "killed" : "terminated");
    },
  });
}

/** The SDK warns of Node.js versions that Lambda's runtime does not have. */
export function dropVersionWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!/NodeVersionSupportWarning/.test(String(warning))) emitWarning(warning, ...rest);
  };
}

/** Differs from AWS: of NODE_OPTIONS only --enable-source-maps has an effect. */
export function applyNodeOptions(nodeOptions: string | undefined): { sourceMaps: boolean } {
  if (nodeOptions === undefined) return { sourceMaps: false };
  process.env.NODE_OPTIONS = nodeOptions;
  const sourceMaps = /(^|\s)--enable-source-maps(\s|$)/.test(nodeOptions);
  if (sourceMaps) process.setSourceMapsEnabled(true);
  return { sourceMaps };
}
