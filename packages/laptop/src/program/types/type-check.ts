import { spawn, type ChildProcess } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { Journal, JournalEntry } from "../../shared/journal";
import type { Compiler } from "./compiler";
import { typeErrorsIn } from "./type-errors";

/** Output beyond it is not read: a mistake in one file can break thousands of places. */
const MAX_OUTPUT = 1024 * 1024;

const BEGINS = new Set(["serve", "reload", "failed"]);

/**
 * Checks a program's types whenever it was evaluated, in a process of its own that yields to everything else, and
 * records what it finds. A newer change ends it.
 * @param compiler asked for again each time, because a change may bring another tsconfig.json.
 * @param buildInfo the file in which TypeScript keeps what the next check need not do again.
 * @returns a function that ends it.
 */
export function checkTypes(
  journal: Journal,
  compiler: () => Compiler | undefined,
  buildInfo: string,
): () => void {
  let running: ChildProcess | undefined;
  const end = () => {
    running?.kill("SIGKILL");
    running = undefined;
  };
  const begin = () => {
    end();
    const found = compiler();
    if (!found) return;
    const startedAt = performance.now();
    const child = startCompiler(found, buildInfo);
    running = child;
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      if (output.length < MAX_OUTPUT) output += text;
    });
    child.once("error", () => undefined);
    child.once("close", (code) => {
      // It was ended, or a newer check runs.
      if (running !== child) return;
      running = undefined;
      const errors = typeErrorsIn(output, found.directory);
      // Without an error to show, it is TypeScript that failed: the next check may not.
      if (code !== 0 && errors.length === 0) return;
      const durationMs = Math.round(performance.now() - startedAt);
      journal.record("program", "types", { errors, durationMs });
    });
  };
  const unsubscribe = journal.subscribe(({ service, event }: JournalEntry) => {
    if (service !== "program") return;
    if (event === "change") end();
    if (BEGINS.has(event)) begin();
  });
  return () => {
    unsubscribe();
    end();
  };
}

function startCompiler({ tsc, tsconfig, directory }: Compiler, buildInfo: string): ChildProcess {
  const options = ["--noEmit", "--incremental", "--tsBuildInfoFile", buildInfo];
  const args = [tsc, ...options, "--pretty", "false", "--project", tsconfig];
  const child = spawn(process.execPath, args, {
    cwd: directory,
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    // The run must not wait for it.
    setPriority(child.pid!, constants.priority.PRIORITY_LOW);
  } catch {
    // It has not started, or has ended.
  }
  return child;
}
