import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../../../src/iam/access/credentials";

/** A request that a page can send, signed by whoever gave it to the page. */
export interface Call {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Signs in headers, which a browser asks the server about first. @param host for the header Host. */
export async function signCall(
  call: Call,
  host: string,
  service: string,
  credentials: Credentials,
): Promise<Call> {
  const signed = await signerOf(service, credentials).sign(requestOf(call, host));
  const { host: _, ...headers } = signed.headers;
  return { ...call, headers };
}

/** Signs in the query: a browser sends that without asking, if there are no headers of the call's own. */
export async function presignCall(
  call: Call,
  host: string,
  service: string,
  credentials: Credentials,
): Promise<Call> {
  const signer = signerOf(service, credentials);
  const { query = {} } = await signer.presign(requestOf(call, host), { expiresIn: 300 });
  const parameters = Object.entries(query as Record<string, string>).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return { ...call, path: `${call.path}?${parameters.join("&")}` };
}

function requestOf({ method, path, headers, body }: Call, host: string) {
  return { method, protocol: "http:", hostname: "", path, body, headers: { ...headers, host } };
}

function signerOf(service: string, { accessKeyId, secretAccessKey }: Credentials): SignatureV4 {
  const credentials = { accessKeyId, secretAccessKey };
  return new SignatureV4({ credentials, service, region: "us-east-1", sha256: Sha256 });
}
