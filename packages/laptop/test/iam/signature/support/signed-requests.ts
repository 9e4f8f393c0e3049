import { deepEqual } from "node:assert/strict";
import type { SignedRequest } from "../../../../src/iam/access/access";
import { CredentialIssuer } from "../../../../src/iam/access/credentials";
import type { Fault } from "../../../../src/iam/access/faults";
import { sign } from "../../../../src/iam/signature/sign";
import { verifySignature } from "../../../../src/iam/signature/sigv4";
import { FakeClock } from "../../../support/fake-clock";

export const clock = new FakeClock("2026-09-25T12:00:00.000Z");
export const issuer = new CredentialIssuer(clock);
export const caller = issuer.issue("arn:aws:iam::123456789012:role/events");

type UnsignedRequest = SignedRequest & { headers: Record<string, string> };

/** A message to a connection. */
export function unsigned(headers: UnsignedRequest["headers"] = {}): UnsignedRequest {
  return {
    method: "POST",
    url: "/dev/@connections/gbg%3D%3D",
    headers: { host: "127.0.0.1:3000", "content-type": "application/octet-stream", ...headers },
    body: Buffer.from("hello"),
  };
}

/** The same, signed by the AWS SDK's signer. */
export async function signed(
  parts: Partial<UnsignedRequest> = {},
  nowMs = clock.now(),
  credentials = caller,
  service = "headers" in parts ? "dynamodb" : "execute-api",
): Promise<SignedRequest> {
  const request = { ...unsigned(), ...parts };
  const scope = { service, region: "us-east-1", nowMs };
  return { ...request, headers: await sign(request, credentials, scope) };
}

/** A signed request with other headers added afterwards. */
export async function signedWith(headers: UnsignedRequest["headers"]): Promise<SignedRequest> {
  const request = await signed();
  return { ...request, headers: { ...request.headers, ...headers } };
}

export function verifyOptions(of: CredentialIssuer, nowMs: number, service: string) {
  return {
    service,
    region: "us-east-1",
    nowMs,
    find: (accessKeyId: string) => of.find(accessKeyId),
    isExpired: (credentials: typeof caller) => of.isExpired(credentials),
  };
}

export function verify(request: SignedRequest, service = "execute-api", nowMs = clock.now()) {
  return verifySignature(request, verifyOptions(issuer, nowMs, service));
}

export function refused(request: SignedRequest, expected: Fault, service = "execute-api"): void {
  deepEqual(verify(request, service), expected);
}
