import { X509Certificate } from "node:crypto";
import { readSecret, writeSecret } from "../files/state-file";
import type * as certificates from "./certificates";
import type { KeyPair } from "./certificates";

/** A certificate authority that execution environments trust, and nothing else does. */
export interface Authority {
  /** Its certificate, as PEM. */
  certificate: string;
  /** The certificate of a server with these names, which may begin with `*.`, and addresses. */
  certificateFor(names: readonly string[]): Promise<KeyPair>;
}

/** The names and addresses of each server, with its certificate. */
interface Kept {
  authority: KeyPair;
  servers: Record<string, KeyPair>;
}

/** Enough for the services of a few regions. Names come from who connects. */
const MAX_SERVERS = 100;

/**
 * Opens the authority in a file that only its owner can read, or makes one. Making certificates takes a
 * quarter of a second the first time, most of it to load the library; later runs find them in the file.
 * @param path if the file cannot be written, the authority lives as long as this process.
 */
export async function openAuthority(path: string): Promise<Authority> {
  const kept = read(path) ?? (await makeKept(path));
  return {
    certificate: kept.authority.certificate,
    async certificateFor(names) {
      const id = names.join(" ");
      const found = kept.servers[id];
      if (found) return found;
      if (Object.keys(kept.servers).length >= MAX_SERVERS) kept.servers = {};
      const made = await library().makeCertificate(kept.authority, names);
      kept.servers[id] = made;
      keep(path, kept);
      return made;
    },
  };
}

async function makeKept(path: string): Promise<Kept> {
  const kept = { authority: await library().makeAuthority(), servers: {} };
  keep(path, kept);
  return kept;
}

function keep(path: string, kept: Kept): void {
  try {
    writeSecret(path, JSON.stringify(kept));
  } catch {
    // The next run makes another.
  }
}

/** @returns undefined if there is no such file, or if what is in it has expired or is damaged. */
function read(path: string): Kept | undefined {
  try {
    const kept = JSON.parse(readSecret(path) ?? "") as Kept;
    const pairs = [kept.authority, ...Object.values(kept.servers)];
    const isValid = pairs.every(
      ({ certificate }) => Date.parse(new X509Certificate(certificate).validTo) > Date.now(),
    );
    return isValid ? kept : undefined;
  } catch {
    return undefined;
  }
}

function library() {
  // oxlint-disable-next-line typescript/no-require-imports -- only `require` loads now and not before
  return require("./certificates") as typeof certificates;
}
