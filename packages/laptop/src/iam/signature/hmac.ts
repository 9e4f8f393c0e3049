import { hash } from "node:crypto";

/** Computes HMAC-SHA256 of texts under one key. */
export type Hmac = (text: string, encoding: "hex" | "binary") => string;

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/**
 * HMAC-SHA256 (RFC 2104) from two plain hashes: `createHmac` looks its algorithm up for each text, and leaves
 * an object behind that the garbage collector has to finalize.
 * https://datatracker.ietf.org/doc/html/rfc2104#section-2
 */
export function hmacSha256(key: string | Uint8Array): Hmac {
  let inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x5c);
  const bytes = Buffer.from(key);
  const short = bytes.length > BLOCK_BYTES ? hash("sha256", bytes, "buffer") : bytes;
  for (const [i, byte] of short.entries()) {
    inner[i]! ^= byte;
    outer[i]! ^= byte;
  }
  return (text, encoding) => {
    const length = BLOCK_BYTES + Buffer.byteLength(text);
    if (inner.length < length) inner = Buffer.concat([inner], 2 * length);
    inner.write(text, BLOCK_BYTES);
    outer.write(hash("sha256", inner.subarray(0, length), "binary"), BLOCK_BYTES, "latin1");
    return hash("sha256", outer, encoding);
  };
}
