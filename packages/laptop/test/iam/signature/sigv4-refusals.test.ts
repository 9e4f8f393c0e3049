import { deepEqual, equal, ok } from "node:assert/strict";
import type { SignedRequest } from "../../../src/iam/access/access";
import { CredentialIssuer } from "../../../src/iam/access/credentials";
import { isFault, type Fault } from "../../../src/iam/access/faults";
import { verifySignature } from "../../../src/iam/signature/sigv4";
import { FakeClock } from "../../support/fake-clock";
import {
  caller,
  clock,
  issuer,
  refused,
  signed,
  signedWith,
  unsigned,
  verify,
  verifyOptions,
} from "./support/signed-requests";

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const MINUTE_MS = 60_000;

const other = issuer.issue("arn:aws:iam::123456789012:role/other");

describe("SigV4 verification", () => {
  it("tells whose request it is", async () => {
    equal(verify(await signed()), caller);
  });

  it("accepts the parts of the header in any order, with blanks", async () => {
    const request = await signed();
    const [, credential, names, signature] = String(request.headers.authorization).split(/[ ,]+/);
    request.headers.authorization = `AWS4-HMAC-SHA256  ${signature} ,${names},   ${credential}`;
    equal(verify(request), caller);
  });

  it("does not care for headers that are not signed, but for x-amz-", async () => {
    equal(verify(await signedWith({ "user-agent": "other", accept: "*/*" })), caller);
    refused(await signedWith({ "x-amz-meta": "other" }), {
      type: "InvalidSignatureException",
      message: "'x-amz-meta' must be a 'SignedHeader' in the AWS Authorization.",
    });
  });

  const CHANGES: Record<string, (request: SignedRequest) => void> = {
    "the method": (request) => (request.method = "DELETE"),
    "the path": (request) => (request.url = "/dev/@connections/other"),
    "the query": (request) => (request.url += "?a=b"),
    "the body": (request) => (request.body = Buffer.from("other")),
    "the host": ({ headers }) => (headers.host = "other"),
    "a signed header": ({ headers }) => (headers["content-type"] = "text/plain"),
    "the signature": ({ headers }) =>
      (headers.authorization = String(headers.authorization).replace(/.$/, (c) =>
        c === "0" ? "1" : "0",
      )),
    "the length of the signature": ({ headers }) =>
      (headers.authorization = `${String(headers.authorization)}0`),
    "the time": ({ headers }) => (headers["x-amz-date"] = "20260925T120001Z"),
    "the signed headers": ({ headers }) =>
      (headers.authorization = String(headers.authorization).replace("content-type;", "")),
  };
  for (const [name, change] of Object.entries(CHANGES)) {
    it(`refuses a request of which ${name} was changed`, async () => {
      const request = await signed();
      change(request);
      const result = verify(request);
      ok(isFault(result) && result.type === "InvalidSignatureException");
      ok(result.message.startsWith(MISMATCH), result.message);
    });
  }

  it("refuses a payload hash that is not the body's, though it is signed", async () => {
    const headers = { ...unsigned().headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    refused(
      await signed({ headers }),
      { type: "InvalidSignatureException", message: MISMATCH },
      "dynamodb",
    );
  });

  it("tells the canonical form to those who call an API, as API Gateway does", async () => {
    const request = await signed();
    request.body = Buffer.from("other");
    const { message } = verify(request) as Fault;
    ok(
      message.includes(
        "The Canonical String for this request should have been\n'POST\n/dev/%40connections/gbg%253D%253D\n\n",
      ),
    );
    ok(
      message.includes(
        "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260925T120000Z\n20260925/us-east-1/execute-api/aws4_request\n",
      ),
    );
  });

  it("refuses requests without a signature", async () => {
    const type = "MissingAuthenticationTokenException";
    refused(unsigned(), { type, message: "Missing Authentication Token" });
    refused(unsigned(), { type, message: "Request is missing Authentication Token" }, "dynamodb");
  });

  it("refuses what is no signature", async () => {
    refused(unsigned({ authorization: "Bearer abc" }), {
      type: "IncompleteSignatureException",
      message:
        "'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'.",
    });
    refused(unsigned({ authorization: "AWS4-HMAC-SHA1 Credential=a" }), {
      type: "IncompleteSignatureException",
      message: "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now). ",
    });
    refused(unsigned({ authorization: "AWS4-HMAC-SHA256 Credential=a" }), {
      type: "IncompleteSignatureException",
      message:
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Credential=a",
    });
  });

  it("refuses a time that is no time", async () => {
    refused(await signedWith({ "x-amz-date": "2026" }), {
      type: "IncompleteSignatureException",
      message:
        "Date must be in ISO-8601 'basic format'. Got '2026'. See http://en.wikipedia.org/wiki/ISO_8601",
    });
  });

  it("takes clocks that differ by five minutes, and not by more", async () => {
    const at = async (offsetMs: number) => verify(await signed({}, clock.now() + offsetMs));
    equal(await at(-5 * MINUTE_MS), caller);
    equal(await at(5 * MINUTE_MS), caller);
    deepEqual(await at(-5 * MINUTE_MS - 1000), {
      type: "InvalidSignatureException",
      message:
        "Signature expired: 20260925T115459Z is now earlier than 20260925T115500Z (20260925T120000Z - 5 min.)",
    });
    deepEqual(await at(5 * MINUTE_MS + 1000), {
      type: "InvalidSignatureException",
      message:
        "Signature not yet current: 20260925T120501Z is still later than 20260925T120500Z (20260925T120000Z + 5 min.)",
    });
  });

  it("asks for the host to be signed", async () => {
    const request = await signed();
    request.headers.authorization = String(request.headers.authorization).replace("host;", "");
    refused(request, {
      type: "InvalidSignatureException",
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    });
  });

  it("refuses another scope, part by part", async () => {
    const scoped = async (scope: string) => {
      const request = await signed();
      const authorization = String(request.headers.authorization);
      const changed = authorization.replace(
        /Credential=[^,]+/,
        `Credential=${caller.accessKeyId}/${scope}`,
      );
      return { ...request, headers: { ...request.headers, authorization: changed } };
    };
    const type = "InvalidSignatureException";
    refused(await scoped("20260925/eu-west-1/execute-api/aws4_request"), {
      type,
      message: "Credential should be scoped to a valid region, not 'eu-west-1'. ",
    });
    refused(await scoped("20260925/us-east-1/s3/aws4_request"), {
      type,
      message: "Credential should be scoped to correct service: 'execute-api'. ",
    });
    refused(await scoped("20260925/us-east-1/execute-api/aws3"), {
      type,
      message: "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws3'. ",
    });
    refused(await scoped("20260924/us-east-1/execute-api/aws4_request"), {
      type,
      message:
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260924' != '20260925', from '20260925T120000Z'. ",
    });
    refused(await scoped("us-east-1"), {
      type: "IncompleteSignatureException",
      message: `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${caller.accessKeyId}/us-east-1'`,
    });
  });

  it("refuses access keys that nobody was given", async () => {
    const unknown = { ...caller, accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
    refused(await signed({}, clock.now(), unknown), {
      type: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    });
  });

  it("refuses a session token that is not of the credentials", async () => {
    for (const sessionToken of [other.sessionToken, "", `${caller.sessionToken}=`]) {
      refused(await signed({}, clock.now(), { ...caller, sessionToken }), {
        type: "UnrecognizedClientException",
        message: "The security token included in the request is invalid.",
      });
    }
  });

  it("refuses credentials after six hours", async () => {
    const hour = new FakeClock();
    const short = new CredentialIssuer(hour);
    const credentials = short.issue(caller.roleArn);
    const check = async () =>
      verifySignature(
        await signed({}, hour.now(), credentials),
        verifyOptions(short, hour.now(), "execute-api"),
      );
    hour.advance(6 * 60 * MINUTE_MS - 1);
    equal(await check(), credentials);
    hour.advance(1);
    deepEqual(await check(), {
      type: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    });
  });

  it("refuses credentials that were taken back", async () => {
    const ended = issuer.issue(caller.roleArn);
    issuer.revoke(ended);
    const result = verify(await signed({}, clock.now(), ended));
    ok(isFault(result) && result.type === "UnrecognizedClientException");
  });
});
