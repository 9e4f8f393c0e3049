import { randomBytes } from "node:crypto";
import { readSecret, writeSecret } from "../shared/files/state-file";

/** A new secret that opens the page. */
export function newToken(): string {
  return randomBytes(16).toString("base64url");
}

/**
 * Reads the secret from its file, or creates both, so that an open page goes on after a restart. If the file
 * cannot be written, or other users could have written it, the secret is for this run only.
 */
export function keptToken(path: string): string {
  const kept = readSecret(path);
  if (kept !== undefined && /^[\w-]{22}$/.test(kept)) return kept;
  const token = newToken();
  try {
    writeSecret(path, token);
  } catch {
    // The folder belongs to another user.
  }
  return token;
}
