import { createPublicKey, verify, type JsonWebKey, type KeyObject } from "node:crypto";

/** The parts of a token, decoded and not yet verified. */
export interface Token {
  header: { alg?: unknown; kid?: unknown };
  claims: Record<string, unknown>;
  signed: Buffer;
  signature: Buffer;
}

/** API Gateway takes RSA keys only. */
const HASHES: Record<string, string> = { RS256: "sha256", RS384: "sha384", RS512: "sha512" };

/** https://www.rfc-editor.org/rfc/rfc7519 @returns undefined if it is no signed token. */
export function decodeToken(text: string): Token | undefined {
  const [head, payload, signature, ...others] = text.split(".");
  if (head === undefined || payload === undefined || signature === undefined) return undefined;
  // Base64url without padding: Node.js would pass over what is none.
  if (![head, payload, signature].every((part) => /^[\w-]*$/.test(part))) return undefined;
  const [header, claims] = [objectOf(head), objectOf(payload)];
  if (others.length > 0 || !header || !claims) return undefined;
  const signed = Buffer.from(`${head}.${payload}`);
  return { header, claims, signed, signature: Buffer.from(signature, "base64url") };
}

/** Whether a key of an issuer signed the token. */
export function isSignedBy({ header, signed, signature }: Token, key: JsonWebKey): boolean {
  const hash = typeof header.alg === "string" ? HASHES[header.alg] : undefined;
  const publicKey = keyOf(key);
  if (hash === undefined || publicKey?.asymmetricKeyType !== "rsa") return false;
  return verify(hash, signed, publicKey, signature);
}

export function isAlgorithmTaken({ header: { alg } }: Token): boolean {
  return typeof alg === "string" && Object.hasOwn(HASHES, alg);
}

/**
 * Why a token is refused, as the header WWW-Authenticate says; undefined if its claims are right.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function claimsFault(
  claims: Token["claims"],
  { issuer, audiences }: { issuer: string; audiences: string[] },
  nowMs: number,
): string | undefined {
  // Unconfirmed [http-token-errors]: the words of error_description for what is wrong with a token, but for its audience.
  const nowSeconds = nowMs / 1000;
  const after = (claim: unknown) => typeof claim === "number" && claim > nowSeconds;
  if (claims.iss !== issuer) return "the token does not have a valid issuer";
  const presented = [claims.aud ?? claims.client_id].flat();
  if (!presented.some((each) => audiences.includes(each as string)))
    return "the token does not have a valid audience";
  if (!after(claims.exp)) return "the token has expired";
  if (claims.nbf !== undefined && !(typeof claims.nbf === "number" && !after(claims.nbf)))
    return "the token is not valid yet";
  if (claims.iat !== undefined && !(typeof claims.iat === "number" && !after(claims.iat)))
    return "the token was issued in the future";
  return undefined;
}

/** The scopes of a token: `scope` or `scp`, a text with spaces or a list. */
export function scopesOf({ scope, scp }: Token["claims"]): string[] {
  return [scope ?? scp ?? []]
    .flat()
    .flatMap((each) => (typeof each === "string" ? each.split(" ") : []))
    .filter(Boolean);
}

/** Claims as events hold them: as text, a list as `[a b]`. */
export function claimTexts(claims: Token["claims"]): Record<string, string> {
  const present = Object.entries(claims).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(" ")}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function objectOf(part: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as unknown;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(key: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: "jwk" });
  } catch {
    return undefined;
  }
}
