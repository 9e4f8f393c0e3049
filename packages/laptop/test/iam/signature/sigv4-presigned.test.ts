import { equal, ok } from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { isFault } from "../../../src/iam/access/faults";
import { caller, clock, refused, verify } from "./support/signed-requests";

describe("SigV4 verification of a presigned request", () => {
  let url: string;
  before(async () => {
    url = await presign();
  });
  const request = (changed = url, headers = {}) => ({
    method: "GET",
    url: changed,
    headers: { host: "127.0.0.1:3000", ...headers },
    body: Buffer.alloc(0),
  });

  it("tells whose request it is", () => {
    equal(verify(request()), caller);
  });

  it("refuses it when its seconds are over, and not before", () => {
    equal(verify(request(), "execute-api", clock.now() + 900_000), caller);
    const late = verify(request(), "execute-api", clock.now() + 901_000);
    ok(isFault(late) && late.message.startsWith("Signature expired: 20260925T120000Z is now"));
  });

  it("refuses it when anything was changed", () => {
    for (const changed of [
      url.replace("Expires=900", "Expires=9000"),
      `${url}&a=b`,
      url.replace("gbg", "gbh"),
    ]) {
      const result = verify(request(changed));
      ok(isFault(result) && result.type === "InvalidSignatureException", changed);
    }
  });

  it("refuses it if a parameter is missing", () => {
    refused(request(url.replace(/&X-Amz-Date=\w+/, "")), {
      type: "IncompleteSignatureException",
      message:
        "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    });
  });

  const week =
    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds";
  const expiries: [text: string, message: string][] = [
    ["604801", week],
    ["9".repeat(400), week],
    ["0", "X-Amz-Expires must be non-negative"],
    ["-1", "X-Amz-Expires must be non-negative"],
    ...["1.5", "1e3", "0x10", "Infinity", "%20900", "a"].map((text): [string, string] => [
      text,
      "X-Amz-Expires should be a number",
    ]),
  ];
  for (const [text, message] of expiries) {
    it(`refuses X-Amz-Expires=${text.slice(0, 10)}`, () => {
      refused(request(url.replace("Expires=900", `Expires=${text}`)), {
        type: "AuthorizationQueryParametersError",
        message,
      });
    });
  }

  it("takes one that is good for seven days", async () => {
    equal(verify(request(await presign(604_800))), caller);
  });

  it("refuses it if there is a header with a signature too", () => {
    refused(request(url, { authorization: "AWS4-HMAC-SHA256 Credential=a" }), {
      type: "InvalidSignatureException",
      message:
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    });
  });
});

/** By the AWS SDK. */
async function presign(expiresIn = 900): Promise<string> {
  const { config } = new DynamoDBClient({ region: "us-east-1", credentials: caller });
  const scheme = { signingName: "execute-api", signingRegion: "us-east-1" };
  const signer = (await config.signer(scheme as never)) as unknown as Presigner;
  const { path, query } = await signer.presign(
    {
      method: "GET",
      protocol: "http:",
      hostname: "127.0.0.1",
      port: 3000,
      path: "/dev/@connections/gbg%3D%3D",
      headers: { host: "127.0.0.1:3000" },
      query: {},
    },
    { expiresIn, signingDate: new Date(clock.now()), signingService: "execute-api" },
  );
  const parameters = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${path}?${parameters.join("&")}`;
}

interface Presigner {
  presign(
    request: object,
    options: object,
  ): Promise<{ path: string; query: Record<string, string> }>;
}
