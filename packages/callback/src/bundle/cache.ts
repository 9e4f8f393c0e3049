import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";

/** Maximum cached bundles: a few functions, each with its last few versions. */
const MAX_ENTRIES = 32;

interface Entry<Value> {
  value: Value;
  /** Size and modification time of each file that the value was made from. */
  files: Record<string, string>;
}

/**
 * Caches on disk what was made from some files, until one of them changes. If the cache cannot be read
 * or written, the value is made again.
 *
 * @param directory the program's folder; the cache lives in its node_modules.
 * @param key everything else that the value depends on.
 * @param make makes the value, and lists the files it was made from, relative to the folder.
 */
export async function cached<Value>(
  directory: string,
  key: unknown[],
  make: () => Promise<{ value: Value; files: string[] }>,
): Promise<Value> {
  const folder = join(directory, "node_modules", ".cache", "pulumi-callback");
  const name = createHash("sha256").update(JSON.stringify(key)).digest("hex");
  const path = join(folder, `${name}.json`);
  const entry = read<Value>(path);
  if (entry && isFresh(directory, entry)) return entry.value;
  const { value, files } = await make();
  const stamps = files.map((file) => [file, stampOf(directory, file)] as const);
  write(folder, path, { value, files: Object.fromEntries(stamps) });
  return value;
}

function isFresh(directory: string, { files }: Entry<unknown>): boolean {
  return Object.entries(files).every(([file, stamp]) => stamp === stampOf(directory, file));
}

function stampOf(directory: string, file: string): string {
  const stats = statSync(resolve(directory, file), { throwIfNoEntry: false });
  return stats ? `${stats.size} ${stats.mtimeMs}` : "";
}

function read<Value>(path: string): Entry<Value> | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Entry<Value>;
  } catch {
    return undefined;
  }
}

function write(folder: string, path: string, entry: Entry<unknown>): void {
  try {
    mkdirSync(folder, { recursive: true });
    const partial = `${path}.${process.pid}`;
    writeFileSync(partial, JSON.stringify(entry));
    renameSync(partial, path);
    forgetOldest(folder);
  } catch {
    // The folder is read-only, or another process cleans up at the same time.
  }
}

function forgetOldest(folder: string): void {
  const entries = readdirSync(folder).map((name) => join(folder, name));
  if (entries.length <= MAX_ENTRIES) return;
  const byAge = entries
    .map((path) => ({ path, ms: statSync(path).mtimeMs }))
    .sort((a, b) => a.ms - b.ms);
  for (const { path } of byAge.slice(0, entries.length - MAX_ENTRIES))
    rmSync(path, { force: true });
}
