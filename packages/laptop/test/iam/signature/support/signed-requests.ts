import { deepEqual } from "node:assert/strict";
import type { SignedRequest } from "../../../../src/iam/access/access";
import { CredentialIssuer } from "../../../../src/iam/access/credentials";
import type { Fault } from "../../../../src/iam/access/faults";
import { sign, verifySignature } from "../../../../src/iam/signature/sigv4";
import { FakeClock } from "../../../support/fake-clock";

export const clock = new FakeClock("2026-09-25T12:00:00.000Z");
export const issuer = new CredentialIssuer(clock);
export const caller = issuer.issue("arn:aws:iam::123456789012:role/events");

/** A message to a connection. */
export function unsigned(headers: SignedRequest["headers"] = {}): SignedRequest {
  return {
    method: "POST",
    url: "/dev/@connections/gbg%3D%3D",
    headers: { host: "127.0.0.1:3000", "content-type": "application/octet-stream", ...headers },
    body: Buffer.from("hello"),
  };
}

/** The same, signed by the product; the AWS SDK is asked in other tests. */
export function signed(
  parts: Partial<SignedRequest> = {},
  nowMs = clock.now(),
  credentials = caller,
  service = "headers" in parts ? "dynamodb" : "execute-api",
): SignedRequest {
  const request = { ...unsigned(), ...parts };
  const added = sign(request, credentials, { service, region: "us-east-1", nowMs });
  return { ...request, headers: { ...request.headers, ...added } };
}

/** A signed request with other headers added afterwards. */
export function signedWith(headers: SignedRequest["headers"]): SignedRequest {
  const request = signed();
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
