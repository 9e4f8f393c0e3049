import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The file of this name that belongs to a program: in its node_modules, or else in the user's home. */
export function stateFile(program: string, name: string): string {
  const packages = join(resolve(program), "node_modules");
  if (existsSync(packages)) return join(packages, ".cache/pulumi-laptop", name);
  const folder = createHash("sha256").update(resolve(program)).digest("hex").slice(0, 16);
  return join(homedir(), ".cache/pulumi-laptop", folder, name);
}

/** Writes a file that only its owner can read. @throws Error if it cannot be written. */
export function writeSecret(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // A file that is there could be open to others, or a link to one that is.
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode: 0o600, flag: "wx" });
}

/** @returns undefined if there is no such file, or if other users could have read or written it. */
export function readSecret(path: string): string | undefined {
  try {
    const { mode, uid } = lstatSync(path);
    const isOurs =
      process.getuid === undefined || ((mode & 0o077) === 0 && process.getuid() === uid);
    return isOurs ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
