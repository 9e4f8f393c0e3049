import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";

/** A new secret that opens the page. */
export function newToken(): string {
  return randomBytes(16).toString("base64url");
}

/** The file with the secret of a program: in its node_modules, or else in a temporary folder of the user. */
export function tokenFile(program: string): string {
  const packages = join(resolve(program), "node_modules");
  if (existsSync(packages)) return join(packages, ".cache/pulumi-laptop/page-token");
  const name = createHash("sha256").update(resolve(program)).digest("hex");
  return join(tmpdir(), `pulumi-laptop-${userInfo().uid}`, name);
}

/**
 * Reads the secret from its file, or creates both, so that the page keeps its address from run to run. If
 * the file cannot be written, or other users could have written it, the secret is for this run only.
 */
export function keptToken(path: string): string {
  try {
    const { mode, uid } = lstatSync(path);
    const isOurs = (mode & 0o077) === 0 && (process.getuid?.() ?? uid) === uid;
    const kept = readFileSync(path, "utf8");
    if (isOurs && /^[\w-]{22}$/.test(kept)) return kept;
    rmSync(path);
  } catch {
    // There is no file yet.
  }
  const token = newToken();
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, token, { mode: 0o600, flag: "wx" });
  } catch {
    // The folder belongs to another user.
  }
  return token;
}
