import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { linkSync, renameSync, rmSync } from "node:fs";
import { readSecret, stateFile, writeSecret } from "../shared/files/state-file";

/** The key that signs the tokens of the local issuer. */
export interface IssuerKey {
  /** Its ID in tokens and in the issuer's list of keys. */
  kid: string;
  privateKey: KeyObject;
}

/** The file with the key, which belongs to the program. */
export function issuerKeyFile(program: string): string {
  return stateFile(program, "issuer-key.pem");
}

/** Reads the key in a file that only its owner can read, or makes one. @throws Error if it cannot be kept. */
export function openIssuerKey(path: string): IssuerKey {
  const kept = readKey(path);
  if (kept) return kept;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  keepFirst(path, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  return readKey(path) ?? withId(privateKey);
}

/** Several processes may make a key at once. That of the first is kept, and seen when it is whole. */
function keepFirst(path: string, text: string): void {
  const own = `${path}.${process.pid}`;
  writeSecret(own, text);
  try {
    linkSync(own, path);
  } catch {
    // A file that is no key of ours, or a file system without links.
    if (!readKey(path)) renameSync(own, path);
  } finally {
    rmSync(own, { force: true });
  }
}

/** @returns undefined if there is none that is whole and ours. */
export function readKey(path: string): IssuerKey | undefined {
  try {
    return withId(createPrivateKey(readSecret(path) ?? ""));
  } catch {
    return undefined;
  }
}

/** The public key as the issuer publishes it. https://www.rfc-editor.org/rfc/rfc7517 */
export function publicKeyOf({ kid, privateKey }: IssuerKey): JsonWebKey & { kid: string } {
  const { kty, n, e } = createPublicKey(privateKey).export({ format: "jwk" });
  return { alg: "RS256", e: e!, kid, kty: kty!, n: n!, use: "sig" };
}

/** By the key's thumbprint: https://www.rfc-editor.org/rfc/rfc7638 */
function withId(privateKey: KeyObject): IssuerKey {
  const { kty, n, e } = createPublicKey(privateKey).export({ format: "jwk" });
  const kid = createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
  return { kid, privateKey };
}
