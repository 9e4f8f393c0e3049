import { readdirSync } from "node:fs";
import { posix } from "node:path";
import type { Tree } from "./imports";

/** A folder's files and its own folders. */
const MAX_FILES = 12;
const MAX_LINES = 300;

/** Tools look for their files in the root; pages of docs/ keep their addresses, and the README lists them. */
const EXEMPT = [".", "docs"];

/** Folders with more than 12 files beside their subfolders. */
export function crowdedFolders(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([folder, count]) => !EXEMPT.includes(folder) && count > MAX_FILES)
    .map(([folder, count]) => `${folder} holds ${count} files`);
}

/** Files that have the name of a folder beside them, such as `start.ts` and `start.test.ts` beside `start/`. */
export function twins(paths: readonly string[]): string[] {
  const folders = new Set(paths.flatMap(foldersOf));
  return paths.filter((path) => folders.has(path.replace(/(?<=[^/])\.[^/]*$/, "")));
}

/** Source files that are too long to be one concept. */
export function longFiles(tree: Tree): string[] {
  return [...tree]
    .map(([path, text]) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

/** Every file below a folder, but not packages, hidden folders and what a build leaves. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    if (entry.name.startsWith(".") || ["node_modules", "dist"].includes(entry.name)) return [];
    return filesBelow(posix.join(folder, entry.name)).map((path) => `${entry.name}/${path}`);
  });
}

/** `a/b/c.ts` is in `a` and in `a/b`. */
function foldersOf(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === "." ? [] : [...foldersOf(folder), folder];
}
