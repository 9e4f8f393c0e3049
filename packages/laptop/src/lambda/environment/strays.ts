import { readdir, readFile } from "node:fs/promises";

/** What the environment variables of the processes hold that are to be ended. */
const marks = new Set<string>();
let search: Promise<void> | undefined;

/**
 * Ends processes that left the process group of their environment, by a session of their own.
 * Differs from AWS: outside Linux, a process in a session of its own outlives its environment.
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
