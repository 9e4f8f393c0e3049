import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { requestSigner } from "../../../handlers/management/sign-request";
import { sign } from "pulumi-laptop/src/iam/signature/sign";

const word = fc.string({ unit: fc.constantFrom(..."abzAZ09-._~"), minLength: 1, maxLength: 20 });
const secret = fc.string({ minLength: 1, maxLength: 100 });

const given = fc.record({
  service: fc.constantFrom("execute-api", "lambda"),
  region: fc.constantFrom("us-east-1", "eu-central-1"),
  host: word,
  headers: fc.dictionary(fc.constantFrom("content-type", "x-amz-invocation-type", "a-b"), word),
  body: fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array()),
  accessKeyId: word,
  secretAccessKey: secret,
  sessionToken: fc.option(word, { nil: "" }),
  nowMs: fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
  segments: fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { maxLength: 4 }),
});

describe("requestSigner", () => {
  it("signs every POST as @smithy/signature-v4 does", () =>
    fc.assert(
      fc.asyncProperty(given, async ({ segments, headers, ...request }) => {
        const { service, region, host, body, nowMs } = request;
        const encoded = segments.map((segment) => encodeRfc3986(`${segment}a`));
        const signer = requestSigner({ service, region, host, headers, body }, request, nowMs);
        const authorization = signer.authorization(`/${encoded.map(encodeRfc3986).join("/")}`);
        const expected = await sign(
          {
            method: "POST",
            url: `/${encoded.join("/")}`,
            headers: { host, ...headers },
            body: Buffer.from(body),
          },
          request,
          { service, region, nowMs },
        );
        deepEqual({ ...Object.fromEntries(signer.headers), authorization }, expected);
      }),
    ));
});

function encodeRfc3986(text: string): string {
  const hex = (c: string) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex);
}
