import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const REPOSITORY = join(__dirname, "../../../..");

const running = new Set<ChildProcess>();

/** A command that a user typed. */
export interface Command {
  /** Everything it has printed so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Waits until it prints what matches; fails if it ends before. */
  prints(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Ctrl-C: the terminal interrupts every process of the command. */
  interrupt(signal?: NodeJS.Signals): void;
  /** The exit code, once it has ended and everything it printed has been read. */
  readonly exited: Promise<number | null>;
}

/** Ends what a failed test has left. */
export function endCommands(): void {
  for (const { pid } of running) process.kill(-pid!, "SIGKILL");
}

/**
 * @param variables environment variables beside those of this process; undefined leaves one out.
 * @param directory where it is typed: this repository if not given.
 */
export function run(
  command: string,
  args: string[],
  variables: Record<string, string | undefined> = {},
  directory = REPOSITORY,
): Command {
  const child = spawn(command, args, {
    cwd: directory,
    detached: true,
    env: { ...environmentOfAUser(), ...variables },
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const printed = { stdout: "", stderr: "" };
  const readers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
      for (const read of readers) read();
    });
  }
  const exited = once(child, "close").then(([code]) => code as number | null);
  return {
    get stdout() {
      return printed.stdout;
    },
    get stderr() {
      return printed.stderr;
    },
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const read = () => {
          const match = pattern.exec(printed.stdout);
          if (!match) return;
          readers.delete(read);
          resolve(match);
        };
        readers.add(read);
        read();
        void exited.then((code) => {
          reject(new Error(`It ended with code ${code}: ${printed.stdout}${printed.stderr}`));
        });
      }),
    interrupt(signal = "SIGINT") {
      // It may have ended by itself: wscat does when its connection is closed.
      if (running.has(child)) process.kill(-child.pid!, signal);
    },
    exited,
  };
}

/** Without what npm and mocha put into the environment of a test. */
function environmentOfAUser(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  const isOfTests = /^(npm_|NODE_OPTIONS$|PULUMI_LAPTOP_)/i;
  return Object.fromEntries(entries.filter(([name]) => !isOfTests.test(name)));
}
