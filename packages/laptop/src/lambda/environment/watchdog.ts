import { spawn, type ChildProcess } from "node:child_process";
import type { Writable } from "node:stream";

/** Reads "+ ID" and "- ID", and ends the process groups that are left when nobody writes any more. */
const SCRIPT = `
groups=
while read -r sign id; do
  left=
  for group in $groups; do [ "$group" = "$id" ] || left="$left $group"; done
  groups=$left
  if [ "$sign" = + ]; then groups="$groups $id"; fi
done
for group in $groups; do kill -9 "-$group"; done
`;

const watched = new Set<number>();
let shell: ChildProcess | undefined;
let ended: Promise<unknown> | undefined;

/**
 * Ends a process group if this process is killed: frozen, it would never notice and stay for ever. Does
 * nothing on Windows, where nothing is frozen.
 */
export function watch(group: number): void {
  if (process.platform === "win32") return;
  shell ??= startShell();
  watched.add(group);
  write(`+ ${group}\n`);
}

/** The process group has ended. */
export function unwatch(group: number): void {
  if (!watched.delete(group)) return;
  write(`- ${group}\n`);
  if (watched.size > 0) return;
  const ending = shell;
  shell = undefined;
  if (ending?.pid === undefined) return;
  // Whoever waits for its end must not end first.
  ending.ref();
  ended = new Promise((resolve) => ending.once("close", resolve));
  ending.stdin?.end();
}

/** Settles when no process is left that watches, unless there is something to watch. */
export async function watchingEnded(): Promise<void> {
  if (watched.size === 0) await ended;
}

function startShell(): ChildProcess {
  // Not in the group of this process, with which it would be killed.
  const child = spawn("/bin/sh", ["-c", SCRIPT], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.on("error", () => undefined).unref();
  const stdin = child.stdin as Writable & { unref(): void };
  stdin.on("error", () => undefined);
  stdin.unref();
  return child;
}

function write(line: string): void {
  shell?.stdin?.write(line);
}
