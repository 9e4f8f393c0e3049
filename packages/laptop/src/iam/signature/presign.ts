import {
  ALGORITHM,
  canonicalRequest,
  dateText,
  scopeText,
  sha256,
  signatureOf,
  signingKey,
  stringToSign,
} from "./canonical-request";
import type { Credentials } from "../access/credentials";

export interface PresignOptions {
  region: string;
  nowMs: number;
  /** For how long the URL is good: seven days at most. */
  expiresSeconds: number;
}

/**
 * The URL of a stage with a signature in its query: whoever has it connects as the owner of the credentials.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function presign(
  url: string,
  { accessKeyId, secretAccessKey, sessionToken }: Omit<Credentials, "roleArn">,
  { region, nowMs, expiresSeconds }: PresignOptions,
): string {
  const date = dateText(nowMs);
  const scope = { date: date.slice(0, 8), region, service: "execute-api" };
  const { protocol, host, pathname, searchParams } = new URL(url);
  const add = (name: string, value: string) => searchParams.set(`X-Amz-${name}`, value);
  add("Algorithm", ALGORITHM);
  add("Credential", `${accessKeyId}/${scopeText(scope)}`);
  add("Date", date);
  add("Expires", String(expiresSeconds));
  if (sessionToken) add("Security-Token", sessionToken);
  add("SignedHeaders", "host");
  // A plus sign is a blank in forms only.
  const target = `${pathname}?${searchParams.toString().replaceAll("+", "%20")}`;
  const request = { method: "GET", url: target, headers: { host }, body: Buffer.alloc(0) };
  const text = stringToSign(canonicalRequest(request, ["host"], sha256("")), date, scope);
  const signature = signatureOf(text, signingKey(secretAccessKey, scope));
  return `${protocol}//${host}${target}&X-Amz-Signature=${signature}`;
}
