import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";

/** A server in a process of its own. */
export interface ServerProcess {
  /** `ws://...` */
  url: string;
  pid: number;
  /** The most memory that it ever had resident; undefined where the system does not tell (only Linux does). */
  peakMemoryBytes(): number | undefined;
  stop(): Promise<void>;
}

/** Measures something on a server, and stops it in any case. */
export async function measureOn<T>(
  starting: Promise<ServerProcess>,
  measure: (server: ServerProcess) => Promise<T>,
): Promise<T> {
  const server = await starting;
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}

/**
 * Starts a TypeScript file and waits until it prints where it serves.
 * @param onOutput called with what it prints, in pieces.
 * @param nodeOptions further options of Node.js.
 */
export async function startServer(
  file: string,
  args: string[] = [],
  onOutput?: (text: string) => void,
  nodeOptions: string[] = [],
): Promise<ServerProcess> {
  const options = ["--no-deprecation", ...nodeOptions, "--require", "tsx/cjs"];
  const child = spawn(process.execPath, [...options, join(__dirname, file), ...args]);
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      // What comes later is read, or the server would wait, and not kept.
      if (printed.length < 10_000) printed += text;
      onOutput?.(text);
      const [found] = /ws:\/\/\S+/.exec(printed) ?? [];
      if (found) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`It ended with code ${code}: ${printed}`)));
  });
  return {
    url,
    pid: child.pid!,
    peakMemoryBytes() {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
        return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
      } catch {
        return undefined;
      }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** The laptop runtime with a program, as `npm start -- --no-watch` runs it. */
export function startLaptopRuntime(program: string, args: string[] = []): Promise<ServerProcess> {
  return startWatchingRuntime(program, ["--no-watch", ...args]);
}

/** The laptop runtime with a program that is reloaded when a file changes, as `npm start` runs it. */
export function startWatchingRuntime(
  program: string,
  args: string[] = [],
  onOutput?: (text: string) => void,
  nodeOptions?: string[],
): Promise<ServerProcess> {
  const options = ["--program", program, "--port", "0", "--no-types", ...args];
  return startServer("../../../packages/laptop/src/cli/main.ts", options, onOutput, nodeOptions);
}
