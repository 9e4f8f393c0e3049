import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A new secret that opens the page. */
export function newToken(): string {
  return randomBytes(16).toString("base64url");
}

/**
 * The secret in a file that only this user can read, made at the first time: so that a page which is open
 * when the service is started again goes on. Where no file can be written, it is good for this run.
 */
export function keptToken(path: string): string {
  try {
    const kept = readFileSync(path, "utf8");
    if (/^[\w-]{22}$/.test(kept)) return kept;
  } catch {
    // There is none yet.
  }
  const token = newToken();
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, token, { mode: 0o600 });
  } catch {
    // The folder belongs to someone else.
  }
  return token;
}
