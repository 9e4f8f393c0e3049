import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "@smithy/core/checksum";
import type { SignedRequest } from "../access/access";
import type { Credentials } from "../access/credentials";

type Signer = Omit<Credentials, "roleArn">;

/** What a signature is good for. */
export interface Scope {
  /** For example `dynamodb`, or `execute-api` for a stage. */
  service: string;
  region: string;
  nowMs: number;
}

export interface PresignOptions extends Omit<Scope, "service"> {
  /** For how long the URL is good: seven days at most. */
  expiresSeconds: number;
}

/**
 * Signs a request by Signature Version 4, without a query.
 * @returns its headers, those of the signature included.
 */
export async function sign(
  { method, url, headers, body }: SignedRequest & { headers: Record<string, string> },
  credentials: Signer,
  scope: Scope,
): Promise<Record<string, string>> {
  const request = { method, protocol: "http:", hostname: "", path: url, headers, body };
  const signed = await signerOf(credentials, scope).sign(request, {
    signingDate: new Date(scope.nowMs),
  });
  return signed.headers;
}

/**
 * The URL of a stage with a signature in its query: whoever has it connects as the owner of the credentials.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export async function presign(
  url: string,
  credentials: Signer,
  { region, nowMs, expiresSeconds }: PresignOptions,
): Promise<string> {
  const { protocol, hostname, host, pathname, searchParams } = new URL(url);
  const query = Object.fromEntries(
    [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
  );
  const signer = signerOf(credentials, { service: "execute-api", region });
  const signed = await signer.presign(
    { method: "GET", protocol, hostname, path: pathname, query, headers: { host } },
    { signingDate: new Date(nowMs), expiresIn: expiresSeconds },
  );
  for (const [name, value] of Object.entries(signed.query ?? {}))
    if (typeof value === "string") searchParams.set(name, value);
  // URLSearchParams writes a blank as "+", which only forms do.
  return `${protocol}//${host}${pathname}?${searchParams.toString().replaceAll("+", "%20")}`;
}

function signerOf(
  { accessKeyId, secretAccessKey, sessionToken }: Signer,
  { service, region }: Omit<Scope, "nowMs">,
): SignatureV4 {
  return new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    service,
    region,
    sha256: Sha256,
    applyChecksum: false,
  });
}
