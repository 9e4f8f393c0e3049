import { deepEqual, equal } from "node:assert/strict";
import { isFault } from "../../../src/iam/access/faults";
import { presign } from "../../../src/iam/signature/sign";
import { verifySignature } from "../../../src/iam/signature/sigv4";

const NOW_MS = Date.UTC(2015, 7, 30, 12, 36, 0);
const OPTIONS = { region: "eu-central-1", nowMs: NOW_MS, expiresSeconds: 900 };
const DEVELOPER = {
  accessKeyId: "AKIAEXAMPLE",
  secretAccessKey: "K7MDENGwJalrXUtnFEMI/bPxRfiCYEXAMPLEKEY",
  sessionToken: "",
  roleArn: "",
};
const TEMPORARY = {
  accessKeyId: "ASIAEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "a+b/c==",
  roleArn: "",
};

/** What the gateway makes of a handshake with the URL so many seconds later. */
function verify(url: string, credentials = DEVELOPER, laterSeconds = 0) {
  const { host, pathname, search } = new URL(url);
  const request = {
    method: "GET",
    url: pathname + search,
    headers: { host },
    body: Buffer.alloc(0),
  };
  const verified = verifySignature(request, {
    service: "execute-api",
    region: OPTIONS.region,
    nowMs: NOW_MS + laterSeconds * 1000,
    find: (id) => (id === credentials.accessKeyId ? credentials : undefined),
    isExpired: () => false,
  });
  return isFault(verified) ? verified.type : verified.accessKeyId;
}

describe("presign", () => {
  let url: string;
  before(async () => {
    const stage = "wss://abc.execute-api.eu-central-1.amazonaws.com/prod";
    url = await presign(stage, DEVELOPER, OPTIONS);
  });

  it("adds the signature to the query and leaves the rest as it was", () => {
    const { origin, pathname, searchParams } = new URL(url);
    equal(`${origin}${pathname}`, "wss://abc.execute-api.eu-central-1.amazonaws.com/prod");
    const { "X-Amz-Signature": signature, ...others } = Object.fromEntries(searchParams);
    equal(signature?.length, 64);
    deepEqual(others, {
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": "AKIAEXAMPLE/20150830/eu-central-1/execute-api/aws4_request",
      "X-Amz-Date": "20150830T123600Z",
      "X-Amz-Expires": "900",
      "X-Amz-SignedHeaders": "host",
    });
  });

  it("is good for as long as it says", () => {
    equal(verify(url), "AKIAEXAMPLE");
    equal(verify(url, DEVELOPER, 900), "AKIAEXAMPLE");
    equal(verify(url, DEVELOPER, 901), "InvalidSignatureException");
  });

  it("signs the query of the URL with everything in it", async () => {
    const asked = await presign(
      "ws://127.0.0.1:3000/prod?name=a b&more=(1+2)&more=*",
      DEVELOPER,
      OPTIONS,
    );
    equal(verify(asked), "AKIAEXAMPLE");
    equal(verify(asked.replace("name=a", "name=b")), "InvalidSignatureException");
  });

  it("passes on the session token of temporary credentials", async () => {
    const temporary = await presign("wss://h/prod", TEMPORARY, OPTIONS);
    equal(verify(temporary, TEMPORARY), "ASIAEXAMPLE");
    const { sessionToken, ...others } = TEMPORARY;
    equal(sessionToken, new URL(temporary).searchParams.get("X-Amz-Security-Token"));
    const another = { ...others, sessionToken: "stolen" };
    equal(verify(temporary, another), "UnrecognizedClientException");
  });
});
