import type { EnvironmentMessage } from "../../environment/messages";

type Send = (message: EnvironmentMessage) => void;

/**
 * Makes the thread look like a process of its own: what would end the process ends the thread.
 * Differs from AWS: relative paths in a function are relative to where the runtime started, not to the code.
 */
export function standInForProcess(taskRoot: string, send: Send): void {
  const endBySignal = (signal: "killed" | "aborted" | "terminated"): never => {
    send({ type: "signal", signal });
    return process.exit(1);
  };
  const kill = process.kill.bind(process);
  Object.assign(process, {
    cwd: () => taskRoot,
    abort: () => endBySignal("aborted"),
    kill(pid: number, signal?: string | number): true {
      // Signal 0 only checks that the process exists.
      if (pid !== process.pid || signal === 0) return kill(pid, signal);
      return endBySignal(signal === "SIGKILL" || signal === 9 ? "killed" : "terminated");
    },
  });
}

/** Drops the SDK's warning about Node.js versions that Lambda does not run. */
export function dropVersionWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!/NodeVersionSupportWarning/.test(String(warning))) emitWarning(warning, ...rest);
  };
}

/** Differs from AWS: of NODE_OPTIONS, only --enable-source-maps has an effect. */
export function applyNodeOptions(nodeOptions: string | undefined): { sourceMaps: boolean } {
  if (nodeOptions === undefined) return { sourceMaps: false };
  process.env.NODE_OPTIONS = nodeOptions;
  const sourceMaps = /(^|\s)--enable-source-maps(\s|$)/.test(nodeOptions);
  if (sourceMaps) process.setSourceMapsEnabled(true);
  return { sourceMaps };
}
