import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { LOG_DESCRIPTOR, type Command } from "../runtimes/runtime";
import { descendantsOf } from "./strays";
import { unwatch, watch } from "./watchdog";

/** How a process ended. */
export type ProcessEnd =
  | { code: number }
  | { signal: NodeJS.Signals }
  /** It could not be started. */
  | { error: Error };

const IS_WINDOWS = process.platform === "win32";
const PAGE_BYTES = 4096;
const MIN_SAMPLE_MS = 15;

/** A process with all that it starts, which is stopped, continued and ended together. */
export class ProcessGroup {
  readonly #child: ChildProcess;
  readonly #holdDescriptor: number | undefined;
  #measured = { at: 0, busyNs: 0, share: 0 };

  constructor(
    { file, args, workingDirectory, holdDescriptor }: Command,
    variables: Record<string, string>,
    onEnd: (end: ProcessEnd) => void,
  ) {
    this.#holdDescriptor = holdDescriptor;
    const hold = holdDescriptor === undefined ? [] : ["pipe" as const];
    this.#child = spawn(file, args, {
      cwd: workingDirectory,
      env: variables,
      // Makes it the leader of a group of its own.
      detached: !IS_WINDOWS,
      stdio: ["ignore", "pipe", "pipe", "pipe", ...hold],
      windowsHide: true,
    });
    this.#child.on("error", (error) => {
      // Others than that it could not be started are about signals.
      if (this.#child.pid === undefined) onEnd({ error });
    });
    const { pid } = this.#child;
    if (pid !== undefined) watch(pid);
    this.#child.on("exit", (code, signal) => {
      // What it started ends with it.
      this.kill();
      unwatch(pid!);
      onEnd(signal ? { signal } : { code: code! });
    });
  }

  get stdout(): Readable {
    return this.#child.stdout!;
  }

  get stderr(): Readable {
    return this.#child.stderr!;
  }

  /** Lets a process go on that waits before it loads the function's code. */
  letGo(): void {
    if (this.#holdDescriptor === undefined) return;
    const hold = this.#child.stdio[this.#holdDescriptor] as Writable;
    // It may have ended.
    hold.on("error", () => undefined).end("!");
  }

  get log(): Readable {
    return this.#child.stdio[LOG_DESCRIPTOR] as Readable;
  }

  /** Differs from AWS: on Windows, and for a process that left the group, work goes on between events. */
  freeze(): void {
    if (!IS_WINDOWS) this.#signal("SIGSTOP");
  }

  thaw(): void {
    if (!IS_WINDOWS) this.#signal("SIGCONT");
  }

  kill(): void {
    const { pid } = this.#child;
    const all = pid === undefined ? [] : descendantsOf(pid);
    this.#signal("SIGKILL");
    for (const each of all) send(each, "SIGKILL");
  }

  /**
   * The memory of the process, without what it started.
   * @returns undefined where the system does not tell.
   */
  residentBytes(): number | undefined {
    const pages = this.#read("statm")?.split(" ")[1];
    return pages === undefined ? undefined : Number(pages) * PAGE_BYTES;
  }

  /**
   * The share of time that the main thread was running, or ready to run with every processor taken, lately: 0 to 1.
   * https://docs.kernel.org/scheduler/sched-stats.html
   */
  activity(): number {
    const { at, busyNs: before, share: last } = this.#measured;
    const passedMs = performance.now() - at;
    // The kernel counts in steps.
    if (passedMs < MIN_SAMPLE_MS) return last;
    const [running, ready] = this.#read("schedstat")?.split(" ") ?? [];
    // Elsewhere only Init phases count as load.
    if (ready === undefined) return 0;
    const busyNs = Number(running) + Number(ready);
    const share = Math.min(1, Math.max(0, (busyNs - before) / 1e6 / passedMs));
    this.#measured = { at: at + passedMs, busyNs, share };
    return share;
  }

  #read(file: string): string | undefined {
    try {
      return readFileSync(`/proc/${this.#child.pid}/${file}`, "utf8");
    } catch {
      return undefined;
    }
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid !== undefined) send(IS_WINDOWS ? pid : -pid, signal);
  }
}

/** @param target a process, or a group if negative. */
function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It has ended.
  }
}
