import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

const INSTALLED = join(__dirname, "../../../node_modules");
const copies: string[] = [];

/**
 * A copy of a folder beside this file with packages linked as a package manager links them: Git keeps no node_modules.
 * @param links what each link in the copy leads to: a path in the copy, or the name of a package that is installed.
 */
export function linkedCopy(folder: string, links: Record<string, string>): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "shape-")));
  copies.push(copy);
  cpSync(join(__dirname, folder), copy, { recursive: true });
  for (const [link, to] of Object.entries(links)) {
    const from = join(copy, link);
    mkdirSync(dirname(from), { recursive: true });
    const target = to.startsWith("./") ? join(copy, to) : join(INSTALLED, to);
    symlinkSync(to.startsWith("./") ? relative(dirname(from), target) : target, from);
  }
  return copy;
}

/** Deletes all copies. */
export function removeCopies(): void {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true });
}
