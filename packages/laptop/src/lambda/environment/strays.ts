import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";

/** What the environment variables of the processes hold that are to be ended. */
const marks = new Set<string>();
let search: Promise<void> | undefined;

/**
 * Ends processes that left the process group of their environment, by a session of their own.
 * Differs from AWS: a process in a session of its own outlives its environment outside Linux, and on Linux if it has
 * other variables and whatever started it has ended before.
 * @param mark what only the environment variables of this environment hold.
 * @returns settles when they are ended. Calls of one moment share one search.
 */
export function endStrays(mark: string): Promise<void> {
  if (process.platform !== "linux") return Promise.resolve();
  marks.add(mark);
  search ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
    search = undefined;
    const searched = [...marks];
    marks.clear();
    return endMarked(searched);
  });
  return search;
}

/**
 * What a process has started, and what that has started, as far as it runs: whatever its session and its variables.
 * https://docs.kernel.org/filesystems/proc.html, `/proc/<pid>/task/<tid>/children`
 */
export function descendantsOf(process: number): number[] {
  const children = childrenOf(process);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function childrenOf(process: number): number[] {
  const folder = `/proc/${process}/task`;
  try {
    return readdirSync(folder).flatMap((thread) => {
      const text = readFileSync(`${folder}/${thread}/children`, "utf8");
      return text.split(" ").filter(Boolean).map(Number);
    });
  } catch {
    // It has ended, or the system does not tell.
    return [];
  }
}

async function endMarked(searched: string[]): Promise<void> {
  const ids = (await readdir("/proc")).map(Number).filter((id) => id > 0 && id !== process.pid);
  await Promise.all(
    ids.map(async (id) => {
      // Processes of others cannot be read.
      const variables = await readFile(`/proc/${id}/environ`, "latin1").catch(() => "");
      if (!searched.some((mark) => variables.includes(mark))) return;
      try {
        process.kill(id, "SIGKILL");
      } catch {
        // It has ended.
      }
    }),
  );
}
