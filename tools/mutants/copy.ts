import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";

/** Installed, or built. */
const LEFT_OUT = ["node_modules", "dist"];

/**
 * Copies a repository as it is, uncommitted changes included.
 * @param folder within the repository: there the copy finds the packages that are installed.
 */
export function copyRepository(root: string, folder: string): void {
  mkdirSync(folder);
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name.startsWith(".")) continue;
    cpSync(join(root, entry.name), join(folder, entry.name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !LEFT_OUT.includes(basename(path)),
    });
  }
  linkWorkspaces(root, folder);
}

/** The packages of the repository itself are those of the copy. */
function linkWorkspaces(root: string, folder: string): void {
  const installed = join(root, "node_modules");
  if (!existsSync(installed)) return;
  mkdirSync(join(folder, "node_modules"));
  for (const entry of readdirSync(installed, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const place = relative(realpathSync(root), realpathSync(join(installed, entry.name)));
    symlinkSync(join(folder, place), join(folder, "node_modules", entry.name), "junction");
  }
}
