import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { publicKeyOf } from "pulumi-laptop/src/issuer/issuer-key";
import { signToken } from "pulumi-laptop/src/issuer/local-token";
import { authorizeToken } from "../../../handlers/authorization/authorize-token";
import { tokenSettings } from "../../../handlers/authorization/token-settings";
import { tokenVerifier } from "../../../handlers/authorization/verify-token";
import { restoreEnvironment, setEnvironment } from "../support/environment";
import { recordConsole, restoreConsole, type ConsoleRecord } from "../support/console";

const ISSUER = "https://issuer.example.com/";
const METHOD = "arn:aws:execute-api:us-east-1:123456789012:api/dev/$connect";
const CLAIMS = ["scope", "https://example.com/role", "groups", "vip", "toString"];
const SETTINGS = { issuer: ISSUER, audiences: ["web"], claims: CLAIMS, endsConnection: true };

const key = { kid: "1", ...generateKeyPairSync("rsa", { modulusLength: 2048 }) };
const exp = Math.floor(Date.now() / 1000) + 600;
const token = signToken(key, {
  ...{ sub: "alice", iss: ISSUER, aud: ["web"], exp, email: "alice@example.com" },
  ...{ scope: "chat/read", groups: ["a", "b"], vip: true, "https://example.com/role": "admin" },
});

/** What the issuer of the tests publishes. */
async function fetchJson(url: string): Promise<unknown> {
  return url.endsWith("/keys")
    ? { keys: [publicKeyOf(key)] }
    : { issuer: ISSUER, jwks_uri: "https://issuer.example.com/keys" };
}

// What is refused, with AWS's answers: test/on-the-laptop/tokens.
describe("The authorizer", () => {
  let logged: ConsoleRecord;
  beforeEach(() => {
    logged = recordConsole();
  });
  afterEach(restoreConsole);

  it("allows this route alone, and passes on the claims that it was told, as text", async () => {
    const authorize = authorizeToken(tokenVerifier(SETTINGS, fetchJson));
    const multiValueQueryStringParameters = { token: [token] };
    deepEqual(await authorize({ methodArn: METHOD, multiValueQueryStringParameters }), {
      principalId: "alice",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: METHOD }],
      },
      context: {
        scope: "chat/read",
        "https://example.com/role": "admin",
        groups: '["a","b"]',
        vip: "true",
        // Clocks may differ by ten seconds.
        expiresAt: String(exp + 10),
      },
    });
    deepEqual(logged.logs, []);
  });

  it("denies whatever else somebody presents, and never fails of it", async () => {
    const authorize = authorizeToken(tokenVerifier(SETTINGS, fetchJson));
    const encode = (value: unknown) =>
      Buffer.from(JSON.stringify(value) ?? "").toString("base64url");
    const part = fc.oneof(fc.string(), fc.jsonValue().map(encode), fc.constant(encode({})));
    const head = fc
      .record({
        alg: fc.constantFrom("RS256", "ES256", "EdDSA", "none", 1),
        kid: fc.constantFrom("1", "2", {}),
      })
      .map(encode);
    const presented = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.tuple(fc.oneof(head, part), part, part).map((parts) => parts.join(".")),
      fc.nat(token.length - 1).map((at) => token.slice(0, at) + token.slice(at + 1)),
    );
    await fc.assert(
      fc.asyncProperty(presented, async (text) => {
        const multiValueQueryStringParameters = { token: [text] };
        const answer = await authorize({ methodArn: METHOD, multiValueQueryStringParameters });
        equal(answer.policyDocument.Statement[0].Effect, "Deny");
      }),
      { seed: 23, numRuns: 400 },
    );
    ok(!JSON.stringify(logged.logs).includes(token.slice(-20)));
  });

  it("leaves out when the token expires, where connections outlive their tokens", async () => {
    const settings = { ...SETTINGS, claims: [], endsConnection: false };
    const authorize = authorizeToken(tokenVerifier(settings, fetchJson));
    const multiValueHeaders = { "sec-websocket-protocol": ["bearer", token] };
    deepEqual((await authorize({ methodArn: METHOD, multiValueHeaders })).context, {});
  });

  it("fails while the issuer does not answer, so that API Gateway answers 500", async () => {
    const issuer = "https://127.0.0.1:1/";
    const authorize = authorizeToken(tokenVerifier({ ...SETTINGS, issuer }));
    const ofIssuer = signToken(key, { sub: "alice", iss: issuer, aud: "web", exp });
    const multiValueQueryStringParameters = { token: [ofIssuer] };
    await rejects(authorize({ methodArn: METHOD, multiValueQueryStringParameters }), (error) => {
      const { message } = error as Error;
      equal(message.startsWith(`The keys of issuer "${issuer}" are not known: `), true);
      equal(
        ofIssuer.split(".").some((part) => String((error as Error).stack).includes(part)),
        false,
      );
      return true;
    });
  });

  it("reads its settings from the environment", () => {
    setEnvironment({ TOKEN_ISSUER: ISSUER, TOKEN_AUDIENCE: "web, phone" });
    setEnvironment({ TOKEN_CLAIMS: "", TOKEN_ENDS_CONNECTION: "true" });
    const audiences = ["web", "phone"];
    deepEqual(tokenSettings(), { issuer: ISSUER, audiences, claims: [], endsConnection: true });
    restoreEnvironment();
  });
});
