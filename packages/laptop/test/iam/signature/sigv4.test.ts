import { deepEqual } from "node:assert/strict";
import type { SignedRequest } from "../../../src/iam/access/access";
import type { Credentials } from "../../../src/iam/access/credentials";
import { verifySignature } from "../../../src/iam/signature/sigv4";

/** The credentials, time and scope of AWS's test suite for signers. */
const SUITE: Credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "",
  roleArn: "",
};
const SUITE_TIME = Date.parse("2015-08-30T12:36:00Z");
const UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const VANILLA = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
const POST_VANILLA = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";

interface Vector {
  method?: string;
  url?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
  signature: string;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html, by the names of the suite. */
const VECTORS: Record<string, Vector> = {
  "get-vanilla": { signature: VANILLA },
  "get-vanilla-query-order-key-case": {
    url: "/?Param2=value2&Param1=value1",
    signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  },
  "get-vanilla-empty-query-key": {
    url: "/?Param1=value1",
    signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
  },
  "get-vanilla-query-unreserved": {
    url: `/?${UNRESERVED}=${UNRESERVED}`,
    signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
  },
  "get-vanilla-utf8-query": {
    url: "/?ሴ=bar",
    signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
  },
  "get-utf8": {
    url: "/ሴ",
    signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
  },
  "get-unreserved": {
    url: `/${UNRESERVED}`,
    signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
  },
  "get-space": {
    url: "/example space/",
    signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
  },
  "get-relative": { url: "/example/..", signature: VANILLA },
  "get-slash": { url: "//", signature: VANILLA },
  "get-slash-dot-slash": { url: "/./", signature: VANILLA },
  "get-slash-pointless-dot": {
    url: "/./example",
    signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
  },
  "get-slashes": {
    url: "//example//",
    signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
  },
  "get-header-key-duplicate": {
    headers: { "my-header1": ["value2", "value2", "value1"] },
    signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
  },
  "get-header-value-order": {
    headers: { "my-header1": ["value4", "value1", "value3", "value2"] },
    signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
  },
  "get-header-value-trim": {
    headers: { "my-header1": " value1", "my-header2": ' "a   b   c"' },
    signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
  },
  "post-vanilla": { method: "POST", signature: POST_VANILLA },
  "post-vanilla-query": {
    method: "POST",
    url: "/?Param1=value1",
    signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
  },
  "post-header-key-sort": {
    method: "POST",
    headers: { "my-header1": "value1" },
    signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
  },
  "post-header-value-case": {
    method: "POST",
    headers: { "my-header1": "VALUE1" },
    signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
  },
  "post-x-www-form-urlencoded": {
    method: "POST",
    headers: FORM,
    body: "Param1=value1",
    signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  },
};

const options = {
  service: "service",
  region: "us-east-1",
  nowMs: SUITE_TIME,
  find: (accessKeyId: string) => (accessKeyId === SUITE.accessKeyId ? SUITE : undefined),
  isExpired: () => false,
};

describe("SigV4", () => {
  for (const [name, { signature, ...parts }] of Object.entries(VECTORS)) {
    it(`accepts AWS's ${name}`, () => {
      const request = suiteRequest(parts);
      request.headers.authorization = authorization(request, signature);
      deepEqual(verifySignature(request, options), SUITE);
    });
  }
});

function suiteRequest({
  method = "GET",
  url = "/",
  headers = {},
  body = "",
}: Omit<Vector, "signature">) {
  const request: SignedRequest = {
    method,
    url,
    headers: { host: "example.amazonaws.com", "x-amz-date": "20150830T123600Z", ...headers },
    body: Buffer.from(body),
  };
  return request;
}

function authorization({ headers }: SignedRequest, signature: string): string {
  const names = Object.keys(headers).sort().join(";");
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`;
}
