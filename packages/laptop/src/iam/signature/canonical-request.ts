import { createHmac, hash } from "node:crypto";
import type { SignedRequest } from "../access/access";

/** The day, Region and service that a signature is good for: `20150830/us-east-1/dynamodb/aws4_request`. */
export interface CredentialScope {
  /** YYYYMMDD */
  date: string;
  region: string;
  service: string;
}

export const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * The canonical form of a request, of which the signature is made.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(
  { method, url, headers }: SignedRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  let lines = "";
  for (const name of signedHeaders) lines += `${name}:${canonicalValue(headers[name])}\n`;
  const query = mark < 0 ? "" : canonicalQuery(url.slice(mark + 1));
  const names = signedHeaders.join(";");
  return `${method}\n${canonicalPath(path)}\n${query}\n${lines}\n${names}\n${payloadHash}`;
}

export function stringToSign(canonical: string, date: string, scope: CredentialScope): string {
  return `${ALGORITHM}\n${date}\n${scopeText(scope)}\n${sha256(canonical)}`;
}

function scopeText({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

/** `20150830T123600Z` */
export function dateText(ms: number): string {
  return `${new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, "")}`;
}

export function sha256(data: string | Buffer): string {
  return hash("sha256", data, "hex");
}

/** The signing key of a secret access key for one scope. */
export function signingKey(secret: string, { date, region, service }: CredentialScope): Buffer {
  return [date, region, service, "aws4_request"].reduce<Buffer>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
}

/** The signature of a string to sign, in hexadecimal. */
export function signatureOf(text: string, key: Buffer): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/** The path as sent, without `.`, `..` and doubled slashes, encoded once more, as every service but S3 does. */
function canonicalPath(path: string): string {
  if (path === "" || path === "/") return "/";
  // The fast way for paths without such segments.
  if (path.startsWith("/") && !/\/[./]/.test(path)) return encode(path).replaceAll("%2F", "/");
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  const end = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${end}`;
}

/** The parameters, encoded and sorted, without the signature. */
function canonicalQuery(query: string): string {
  const pairs: [string, string][] = [];
  for (const part of query.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = encode(decode(equals < 0 ? part : part.slice(0, equals)));
    if (name === "X-Amz-Signature") continue;
    pairs.push([name, equals < 0 ? "" : encode(decode(part.slice(equals + 1)))]);
  }
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

function canonicalValue(value: string | string[] | undefined): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map(canonicalValue).join(",");
  return value.includes("  ") ? value.trim().replace(/ {2,}/g, " ") : value.trim();
}

/** Encodes by RFC 3986: everything but letters, digits and `-._~`. */
function encode(text: string): string {
  const encoded = encodeURIComponent(text);
  return /[!'()*]/.test(encoded)
    ? encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    : encoded;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
