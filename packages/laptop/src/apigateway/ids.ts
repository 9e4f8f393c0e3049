import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { randomIdBytes } from "../shared/ids/random-bytes";

const HEAD_BYTES = 7;
const TAIL_BYTES = 6;

/**
 * Makes IDs that look like API Gateway's in 2026, and recognizes its own without storing them: the
 * management API answers 410 for an ID of a closed connection, and 400 for one that was never issued.
 */
export class IdIssuer {
  readonly #secret = randomBytes(32);

  /** 20 characters, for example `gbgBcu-0TQAYKEhFmA==`. */
  connectionId(): string {
    const tail = randomIdBytes(TAIL_BYTES);
    return encode(Buffer.concat([this.#headOf(tail), tail]));
  }

  /** Whether this issuer made the connection ID. */
  issued(connectionId: string): boolean {
    const bytes = Buffer.from(connectionId, "base64url");
    if (bytes.length !== HEAD_BYTES + TAIL_BYTES || encode(bytes) !== connectionId) return false;
    return timingSafeEqual(bytes.subarray(0, HEAD_BYTES), this.#headOf(bytes.subarray(HEAD_BYTES)));
  }

  #headOf(tail: Buffer): Buffer {
    return createHmac("sha256", this.#secret).update(tail).digest().subarray(0, HEAD_BYTES);
  }
}

/** A message ID ends like the ID of its connection. */
export function messageIdFor(connectionId: string): string {
  const tail = Buffer.from(connectionId, "base64url").subarray(HEAD_BYTES);
  return encode(Buffer.concat([randomIdBytes(HEAD_BYTES), tail]));
}

/** 16 characters, for example `EOoGeFwUIAMERKg=`. */
export function requestId(): string {
  return encode(randomIdBytes(11));
}

/** For example `1-6ab5ba2f-6f5c4eec5b604b6d0f032cbb`. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html */
export function traceId(nowMs: number): string {
  return `1-${Math.floor(nowMs / 1000).toString(16)}-${randomIdBytes(12).toString("hex")}`;
}

/** URL-safe Base64 with padding. */
function encode(bytes: Buffer): string {
  const text = bytes.toString("base64url");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
