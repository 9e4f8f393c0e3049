import { readdirSync, readFileSync } from "node:fs";

/** A process that another one started. */
export interface ChildProcess {
  pid: number;
  /** Whether it is an execution environment; else it evaluates the program or a policy pack. */
  isEnvironment: boolean;
  /** Whether it is stopped, as environments are between events. */
  isFrozen: boolean;
}

/** The processes that a process started and that have not ended. */
export function childrenOf(parent: number): ChildProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    // The name of the program, in parentheses, may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const stat = read(name, "stat");
    const [state, parentPid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(parentPid) !== parent) return [];
    const isEnvironment = read(name, "environ").includes("\0AWS_LAMBDA_RUNTIME_API=");
    return [{ pid: Number(name), isEnvironment, isFrozen: state === "T" }];
  });
}

/** @returns 0 if the process has ended. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s*(\d+) kB$/m.exec(read(String(pid), "status")) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}

/** How many files, sockets and pipes a process has open. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function read(process: string, file: string): string {
  try {
    return readFileSync(`/proc/${process}/${file}`, "utf8");
  } catch {
    // It has ended, or belongs to someone else.
    return "";
  }
}
