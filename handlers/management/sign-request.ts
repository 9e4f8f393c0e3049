import { hash } from "node:crypto";

/** What requests have in common that differ in their path only. */
export interface CommonRequest {
  service: string;
  region: string;
  /** As the header says it, with a port that is not the usual one. */
  host: string;
  /** Further headers, in lower case. */
  headers?: Record<string, string>;
  body: string | Uint8Array;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

export interface RequestSigner {
  /** Every header but `authorization`. */
  headers: [name: string, value: string][];
  /** The same as HTTP writes them: `name: value`, each with a line break. */
  headerLines: string;
  /**
   * The header `authorization` of a POST, by Signature Version 4.
   * @param canonicalPath the path as it is sent, each segment encoded once more.
   */
  authorization(canonicalPath: string): string;
}

/**
 * Signs POST requests to one service, with everything that they have in common computed once. A signer
 * is good for five minutes, as its date is, and for one set of credentials.
 * @param keyOf derives the signing key; `lastSigningKey()` remembers it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function requestSigner(
  { service, region, host, headers = {}, body }: CommonRequest,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  nowMs: number,
  keyOf = signingKey,
): RequestSigner {
  const date = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const all: [string, string][] = Object.entries({
    ...headers,
    host,
    "x-amz-date": date,
    ...(sessionToken && { "x-amz-security-token": sessionToken }),
  }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = all.map(([name]) => name).join(";");
  const lines = all.map(([name, value]) => `${name}:${value}\n`).join("");
  const afterPath = `\n\n${lines}\n${names}\n${sha256(body)}`;

  const sign = hmac(keyOf(secretAccessKey, day, region, service));
  const beforeHash = `AWS4-HMAC-SHA256\n${date}\n${scope}\n`;
  const beforeSignature = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=`;
  return {
    headers: all,
    headerLines: all.map(([name, value]) => `${name}: ${value}\r\n`).join(""),
    authorization(canonicalPath) {
      const canonicalHash = sha256(`POST\n${canonicalPath}${afterPath}`);
      return beforeSignature + sign(beforeHash + canonicalHash, "hex");
    },
  };
}

/** The key for the requests of a day to one service, derived from a secret access key. */
export type SigningKey = (secret: string, day: string, region: string, service: string) => Buffer;

/** Derives signing keys, and remembers the last. */
export function lastSigningKey(): SigningKey {
  let last: { secret: string; scope: string; key: Buffer } | undefined;
  return (secret, day, region, service) => {
    const scope = `${day}/${region}/${service}`;
    if (last?.secret !== secret || last.scope !== scope)
      last = { secret, scope, key: signingKey(secret, day, region, service) };
    return last.key;
  };
}

function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return [day, region, service, "aws4_request"].reduce<Buffer>(
    (key, part) => Buffer.from(hmac(key)(part, "binary"), "latin1"),
    Buffer.from(`AWS4${secret}`),
  );
}

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/**
 * HMAC-SHA256 for many texts under one key (RFC 2104). On Node.js 24 two plain hashes take a sixth of the
 * time of `createHmac`, which looks its algorithm up each time.
 */
function hmac(key: Buffer): (text: string, encoding: "hex" | "binary") => string {
  const inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x5c);
  const short = key.length > BLOCK_BYTES ? Buffer.from(sha256(key), "hex") : key;
  for (const [i, byte] of short.entries()) {
    inner[i]! ^= byte;
    outer[i]! ^= byte;
  }
  return (text, encoding) => {
    const innerHash = hash("sha256", Buffer.concat([inner, Buffer.from(text)]), "binary");
    outer.write(innerHash, BLOCK_BYTES, "latin1");
    return hash("sha256", outer, encoding);
  };
}

function sha256(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}
