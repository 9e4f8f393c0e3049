import { deepEqual, equal, match } from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PublishedKey } from "../../../../src/apigateway/http/authorization/token-keys";
import { publicKeyOf, type IssuerKey } from "../../../../src/issuer/issuer-key";
import { signToken } from "../../../../src/issuer/local-token";
import type { HttpAuthorization, PayloadFormat } from "../../../../src/model/model";
import {
  httpApiOf,
  httpRouteOf,
  startHttpGateway,
  type TestHttpGateway,
} from "../../../support/gateway/http-gateway";

const POOL = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI";
const keyOf = (kid: string): IssuerKey => ({
  kid,
  privateKey: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
describe("A JWT authorizer of an HTTP API", () => {
  const key = keyOf("own");
  const stranger = keyOf("own");
  const nowSeconds = Math.floor(Date.now() / 1000);
  const valid = { iss: POOL, client_id: "web", sub: "alice", exp: nowSeconds + 600 };
  let gateway: TestHttpGateway;
  afterEach(() => gateway.close());

  interface Options {
    scopes?: string[];
    issuer?: string;
    source?: string;
    format?: PayloadFormat;
    keys?: PublishedKey[];
  }
  const start = async (options: Options = {}) => {
    const { scopes = [], issuer = POOL, format = "2.0", keys = [publicKeyOf(key)] } = options;
    const { source = "$request.header.Authorization" } = options;
    const authorizer = { id: "1", identitySources: [source], issuer, audiences: ["web", "app"] };
    const authorization: HttpAuthorization = { type: "JWT", authorizer, scopes };
    const route = httpRouteOf("GET /orders", { authorization });
    const integration = { ...route.integration, format } as typeof route.integration;
    gateway = await startHttpGateway(httpApiOf([{ ...route, integration }]), {
      userPoolKeys: () => keys,
    });
  };
  const answerTo = async (authorization: string | undefined, query = "") => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${gateway.url}/orders${query}`, { headers });
    const body = await response.text();
    return { status: response.status, body, challenge: response.headers.get("www-authenticate") };
  };
  const answerToClaims = (claims: object, signer = key) =>
    answerTo(`Bearer ${signToken(signer, claims)}`);
  const refusal = (why: string, scope = "") => ({
    status: 401,
    body: '{"message":"Unauthorized"}',
    challenge: `Bearer scope="${scope}" error="invalid_token" error_description="${why}"`,
  });

  it("lets a token in, and tells the function its claims as text", async () => {
    await start();
    const claims = {
      ...valid,
      "cognito:groups": ["admin", "poweruser"],
      email_verified: true,
      level: 7,
      nothing: null,
      address: { city: "Bern" },
      scope: "orders/read",
    };
    equal((await answerToClaims(claims)).status, 200);
    deepEqual(gateway.invocations[0]!.event.requestContext.authorizer, {
      jwt: {
        claims: {
          iss: POOL,
          client_id: "web",
          sub: "alice",
          exp: String(nowSeconds + 600),
          "cognito:groups": "[admin poweruser]",
          email_verified: "true",
          level: "7",
          address: '{"city":"Bern"}',
          scope: "orders/read",
        },
        scopes: null,
      },
    });
  });

  it("tells them in payload format 1.0 too", async () => {
    await start({ format: "1.0" });
    await answerToClaims(valid);
    deepEqual(gateway.invocations[0]!.event.requestContext.authorizer, {
      claims: { ...valid, exp: String(valid.exp) },
      scopes: null,
    });
  });

  it("takes a token without Bearer, and from the query", async () => {
    await start();
    equal((await answerTo(signToken(key, valid))).status, 200);
    await gateway.close();
    await start({ source: "$request.querystring.token" });
    equal((await answerTo(undefined, `?token=${signToken(key, valid)}`)).status, 200);
    equal((await answerTo(`Bearer ${signToken(key, valid)}`)).status, 401);
  });

  it("refuses a request without a token", async () => {
    await start();
    const body = '{"message":"Unauthorized"}';
    deepEqual(await answerTo(undefined), { status: 401, body, challenge: "Bearer" });
    equal(gateway.invocations.length, 0);
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
  it("refuses a token for another audience with AWS's words", async () => {
    await start();
    const wrong = refusal("the token does not have a valid audience");
    deepEqual(await answerToClaims({ ...valid, client_id: "other" }), wrong);
    // A client_id counts only without aud.
    deepEqual(await answerToClaims({ ...valid, aud: "other" }), wrong);
    equal((await answerToClaims({ ...valid, client_id: "other", aud: ["x", "app"] })).status, 200);
  });

  for (const [what, claims, why] of [
    ["of another issuer", { iss: `${POOL}x` }, "the token does not have a valid issuer"],
    ["that has expired", { exp: nowSeconds - 1 }, "the token has expired"],
    ["that never expires", { exp: undefined }, "the token has expired"],
    ["that is not valid yet", { nbf: nowSeconds + 600 }, "the token is not valid yet"],
    ["from the future", { iat: nowSeconds + 600 }, "the token was issued in the future"],
  ] as const) {
    it(`refuses a token ${what}`, async () => {
      await start();
      deepEqual(await answerToClaims({ ...valid, ...claims }), refusal(why));
    });
  }

  it("refuses a token of another key, also under the same ID, and what is no token", async () => {
    await start();
    deepEqual(
      await answerToClaims(valid, keyOf("other")),
      refusal("the token was signed with an unknown key"),
    );
    deepEqual(await answerToClaims(valid, stranger), refusal("the token's signature is invalid"));
    const [head, , signature] = signToken(key, valid).split(".");
    const forged = Buffer.from(JSON.stringify({ ...valid, sub: "mallory" })).toString("base64url");
    deepEqual(
      await answerTo(`Bearer ${head}.${forged}.${signature}`),
      refusal("the token's signature is invalid"),
    );
    deepEqual(await answerTo("Bearer nothing"), refusal("the token is malformed"));
    deepEqual(await answerTo("Bearer W10.W10.W10"), refusal("the token is malformed"));
  });

  it("refuses a token that is not written as RFC 7515 says, though it means the same", async () => {
    await start();
    const token = signToken(key, valid);
    equal((await answerTo(token)).status, 200);
    for (const other of [`${token}=`, `${token}!!`, token.replace(".", "=.")])
      deepEqual(await answerTo(other), refusal("the token is malformed"));
  });

  it("takes RSA signatures only", async () => {
    await start();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const alg of ["none", "HS256", "ES256"]) {
      const token = `${part({ alg, kid: "own" })}.${part(valid)}.`;
      deepEqual(await answerTo(token), refusal(`signing method ${alg} is invalid`));
    }
  });

  it("demands one of the route's scopes, and tells the function which the token has", async () => {
    await start({ scopes: ["orders/read", "orders/write"] });
    const { status, body, challenge } = await answerToClaims({ ...valid, scope: "email" });
    deepEqual([status, body], [403, '{"message":"Forbidden"}']);
    match(challenge!, /^Bearer scope="orders\/read orders\/write" error="insufficient_scope"/);
    equal((await answerToClaims(valid)).status, 403);
    equal((await answerToClaims({ ...valid, scp: ["email", "orders/write"] })).status, 200);
    const { jwt } = gateway.invocations[0]!.event.requestContext.authorizer as {
      jwt: { scopes: string[] };
    };
    deepEqual(jwt.scopes, ["email", "orders/write"]);
  });

  it("refuses a token that names no key, also where the key has no ID", async () => {
    const { kid: _, ...unnamed } = publicKeyOf(key);
    await start({ keys: [unnamed] });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "RS256" })}.${part(valid)}`;
    const signature = sign("sha256", Buffer.from(signed), key.privateKey).toString("base64url");
    deepEqual(
      await answerTo(`${signed}.${signature}`),
      refusal("the token was signed with an unknown key"),
    );
  });

  describe("with an issuer that publishes its keys", () => {
    let server: Server;
    let issuer: string;
    let published: IssuerKey[];
    let asked: string[];
    beforeEach(async () => {
      [published, asked] = [[key], []];
      server = createServer((request, response) => {
        asked.push(request.url!);
        const keys = published.map(publicKeyOf);
        const isKeys = request.url === "/realm/keys";
        response.end(JSON.stringify(isKeys ? { keys } : { jwks_uri: `${issuer}/keys` }));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`;
      await start({ issuer });
    });
    const closeIssuer = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    afterEach(closeIssuer);

    it("fetches them once for two hours", async () => {
      const claims = { ...valid, iss: issuer };
      equal((await answerToClaims(claims)).status, 200);
      equal((await answerToClaims(claims)).status, 200);
      deepEqual(asked, ["/realm/.well-known/openid-configuration", "/realm/keys"]);
      gateway.clock.advance(2 * 60 * 60 * 1000 + 1);
      equal((await answerToClaims(claims)).status, 200);
      equal(asked.length, 4);
    });

    it("fetches them again for an unknown key, but not for every token", async () => {
      const claims = { ...valid, iss: issuer };
      const next = keyOf("next");
      equal((await answerToClaims(claims)).status, 200);
      published = [next];
      equal((await answerToClaims(claims, next)).status, 401);
      gateway.clock.advance(10_000);
      equal((await answerToClaims(claims, next)).status, 200);
      equal(asked.length, 4);
    });

    it("asks nobody about tokens of others", async () => {
      equal((await answerToClaims(valid)).status, 401);
      deepEqual(asked, []);
    });

    it("refuses every token while it does not answer, and tells the journal why", async () => {
      await closeIssuer();
      deepEqual(
        await answerToClaims({ ...valid, iss: issuer }),
        refusal("OIDC discovery endpoint communication error"),
      );
      const [entry] = gateway.all("apigateway.keysFailed");
      equal(entry!.issuer, issuer);
      match(String(entry!.message), /cannot be fetched: fetch failed: .*ECONNREFUSED/);
    });
  });
});
