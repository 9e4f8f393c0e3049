import { statSync, watch, type FSWatcher } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";

/** Editors write a file in several steps. A pause this long means they are done. */
const QUIET_MS = 30;

export interface Watch {
  /** Replaces the files that are watched. Of a folder among them, which files it has. */
  setFiles(files: string[]): Promise<void>;
  close(): void;
}

/**
 * Calls back when the content of files has changed, with their paths. Folders are watched, because editors replace
 * files.
 */
export function watchFiles(onChange: (files: string[]) => void): Watch {
  const watchers = new Map<string, FSWatcher>();
  let contents = new Map<string, string>();
  let quiet: NodeJS.Timeout | undefined;
  let closed = false;

  const compare = async () => {
    const now = await hashes([...contents.keys()]);
    const changed = [...now]
      .filter(([file, hash]) => contents.has(file) && contents.get(file) !== hash)
      .map(([file]) => file);
    if (closed || changed.length === 0) return;
    contents = now;
    onChange(changed);
  };

  const onEvent = (folder: string, name: string | null) => {
    if (
      name !== null &&
      !contents.has(folder) &&
      ![...contents.keys()].some((f) => dirname(f) === folder && basename(f) === name)
    )
      return;
    clearTimeout(quiet);
    quiet = setTimeout(() => void compare(), QUIET_MS);
  };

  return {
    async setFiles(files) {
      const own = files.filter((file) => statSync(file, { throwIfNoEntry: false })?.isDirectory());
      const folders = new Set([...files.map(dirname), ...own]);
      for (const [folder, watcher] of watchers) {
        if (folders.has(folder)) continue;
        watcher.close();
        watchers.delete(folder);
      }
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        const watcher = watch(folder, (_, name) => onEvent(folder, name));
        // The next evaluation reports a deleted folder.
        watcher.on("error", () => watcher.close());
        watchers.set(folder, watcher);
      }
      contents = await hashes(files);
    },
    close() {
      closed = true;
      clearTimeout(quiet);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** The content of files, as hashes, by path. The content of a folder is the names in it. */
export async function hashes(files: string[]): Promise<Map<string, string>> {
  const entries = files.map(async (file) => {
    const content = await readFile(file).catch(() => namesIn(file));
    return [file, createHash("sha256").update(content).digest("hex")] as const;
  });
  return new Map(await Promise.all(entries));
}

/** The names in a folder, one a line; empty if there is no folder. */
async function namesIn(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  return names.sort().join("\n");
}
