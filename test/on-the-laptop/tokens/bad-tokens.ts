import { createHmac, createPublicKey, generateKeyPairSync, sign as seal } from "node:crypto";
import type { ConnectOptions } from "pulumi-laptop/test";
import { signToken } from "pulumi-laptop/src/issuer/local-token";
import type { IssuerKey } from "pulumi-laptop/src/issuer/issuer-key";

export const ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_local";
export const AUDIENCE = "web";

/** What each of these tests needs a part of: one evaluation serves them all. */
export const JWT = {
  authorization: "JWT",
  issuer: ISSUER,
  audience: AUDIENCE,
  accessLogs: "true",
  publisher: "true",
};

/** A handshake with a token, made when it is presented, and the status that API Gateway answers. */
export type Case = [what: string, status: number, options: () => ConnectOptions];

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

/** The claims of a token that is accepted, with others in place of some. */
function claims(others: Record<string, unknown> = {}): Record<string, unknown> {
  const times = { iat: seconds(0), exp: seconds(600) };
  return {
    sub: "mallory",
    iss: ISSUER,
    client_id: AUDIENCE,
    token_use: "access",
    ...times,
    ...others,
  };
}

const inQuery = (...token: string[]): ConnectOptions => ({ query: { token } });
const inHeader = (...protocols: string[]): ConnectOptions => ({ protocols });

/** Tokens that the issuer signed and that are accepted: clocks may differ by ten seconds. */
export function goodTokens(key: IssuerKey): [what: string, options: () => ConnectOptions][] {
  const sign = (others?: Record<string, unknown>) => signToken(key, claims(others));
  return [
    ["in the query", () => inQuery(sign())],
    ["as a subprotocol", () => inHeader("bearer", sign())],
    ["that expired five seconds ago", () => inQuery(sign({ exp: seconds(-5) }))],
    ["that is valid in five seconds", () => inQuery(sign({ nbf: seconds(5) }))],
    [
      "for several audiences",
      () => inQuery(sign({ aud: ["phone", AUDIENCE], client_id: undefined })),
    ],
    ["that says nothing of its use", () => inQuery(sign({ token_use: undefined }))],
  ];
}

/** What people try who are not meant to get in. */
export function badTokens(key: IssuerKey): Case[] {
  const sign = (others?: Record<string, unknown>) => signToken(key, claims(others));
  const good = sign();
  const [header, payload, signature] = good.split(".") as [string, string, string];
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = (head: object, sealed = "") => `${encode(head)}.${payload}.${sealed}`;
  const publicKey = createPublicKey(key.privateKey).export({ type: "spki", format: "pem" });
  const hmac = (text: string) => createHmac("sha256", publicKey).update(text).digest("base64url");
  const hs256 = `${encode({ alg: "HS256", kid: key.kid })}.${payload}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const other: IssuerKey = { kid: key.kid, privateKey };
  const jwk = createPublicKey(privateKey).export({ format: "jwk" });
  const own = { alg: "RS256", kid: "own", jwk, jku: "https://mallory.example.com/keys.json" };
  const ofOwn = `${encode(own)}.${payload}`;
  const ownSignature = seal("sha256", Buffer.from(ofOwn), privateKey).toString("base64url");
  const flipped = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;

  const refused: [string, () => ConnectOptions][] = [
    ["that has expired", () => inQuery(sign({ exp: seconds(-60) }))],
    ["that has expired, as a subprotocol", () => inHeader("bearer", sign({ exp: seconds(-60) }))],
    ["that is not valid yet", () => inQuery(sign({ nbf: seconds(60) }))],
    ["that is valid at no date", () => inQuery(sign({ nbf: 9e15 }))],
    ["that expired at no date", () => inQuery(sign({ exp: -9e15 }))],
    ["with a number that would be rounded", () => inQuery(sign({ role: 2 ** 53 }))],
    ["that never expires", () => inQuery(sign({ exp: undefined }))],
    ["whose expiry is text", () => inQuery(sign({ exp: String(seconds(600)) }))],
    ["for another audience", () => inQuery(sign({ client_id: "other" }))],
    ["whose aud is another, though its client is not", () => inQuery(sign({ aud: "other" }))],
    ["for nobody", () => inQuery(sign({ client_id: undefined }))],
    ["of another issuer", () => inQuery(sign({ iss: "https://mallory.example.com" }))],
    ["of the issuer with a slash more", () => inQuery(sign({ iss: `${ISSUER}/` }))],
    ["of no issuer", () => inQuery(sign({ iss: undefined }))],
    ["that names nobody", () => inQuery(sign({ sub: undefined }))],
    ["that names an empty name", () => inQuery(sign({ sub: "" }))],
    ["that is an ID token", () => inQuery(sign({ token_use: "id" }))],
    ["with alg none", () => inQuery(forged({ alg: "none" }))],
    [
      "with alg none and a signature",
      () => inQuery(forged({ alg: "none", kid: key.kid }, signature)),
    ],
    ["with no alg", () => inQuery(forged({ kid: key.kid }, signature))],
    ["sealed by HS256 with the public key", () => inQuery(`${hs256}.${hmac(hs256)}`)],
    ["of an unknown key", () => inQuery(signToken({ ...other, kid: "unknown" }, claims()))],
    [
      "of a key named like a path",
      () => inQuery(signToken({ ...other, kid: "../../etc" }, claims())),
    ],
    ["of no named key", () => inQuery(forged({ alg: "RS256" }, signature))],
    ["of another key under the issuer's name", () => inQuery(signToken(other, claims()))],
    ["that brings its own key", () => inQuery(`${ofOwn}.${ownSignature}`)],
    [
      "with other claims than were signed",
      () => inQuery(`${header}.${encode(claims({ sub: "alice" }))}.${signature}`),
    ],
    ["with another signature", () => inQuery(`${header}.${payload}.${flipped}`)],
    ["without its signature", () => inQuery(`${header}.${payload}`)],
    ["with an empty signature", () => inQuery(`${header}.${payload}.`)],
    ["with a fourth part", () => inQuery(`${good}.${signature}`)],
    ["that was cut", () => inQuery(good.slice(0, -10))],
    ["that is a word", () => inQuery("hello")],
    ["that is JSON", () => inQuery('{"sub":"alice"}')],
    ["whose payload is a list", () => inQuery(`${header}.${encode(["alice"])}.${signature}`)],
    ["whose claims are too long", () => inHeader("bearer", sign({ role: "x".repeat(7000) }))],
    ["twice in the query", () => inQuery(good, good)],
    ["in both places", () => ({ ...inQuery(good), ...inHeader("bearer", good) })],
    ["twice as a subprotocol", () => inHeader("bearer", good, good.slice(0, -1))],
    ["that is too long", () => inHeader("bearer", `${good}${"A".repeat(10_240)}`)],
  ];
  return [
    ["no token", 401, () => ({})],
    ["an empty token", 401, () => inQuery("")],
    ["the subprotocol bearer alone", 401, () => inHeader("bearer")],
    ["a token under another name", 401, () => ({ query: { access_token: good } })],
    ["a token as a subprotocol of another kind", 401, () => inHeader("jwt", good)],
    [
      "a token in the header Authorization",
      401,
      () => ({ headers: { Authorization: `Bearer ${good}` } }),
    ],
    ...refused.map(([what, options]): Case => [`a token ${what}`, 403, options]),
    ["a URL that is too long", 414, () => inQuery(good, "A".repeat(4096))],
  ];
}
