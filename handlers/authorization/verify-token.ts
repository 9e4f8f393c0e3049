import { JwtVerifier } from "aws-jwt-verify";
import {
  JwtBaseError,
  JwtExpiredError,
  JwtInvalidIssuerError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
} from "aws-jwt-verify/error";
import { SimpleFetcher } from "aws-jwt-verify/https";
import type { JwtPayload } from "aws-jwt-verify/jwt-model";
import type { Identity } from "./identity";
import { issuerKeys, type FetchJson } from "./issuer-keys";
import { tokenSettings } from "./token-settings";

/** Whose token it is, or why it is refused, in words that tell nothing of the token. */
export type Verified = { identity: Identity } | { refused: string };

/** @throws Error if it cannot tell, because the issuer's keys are not known. */
export type VerifyToken = (token: string) => Promise<Verified>;

/** API Gateway's limit of all headers together; no token of the query is as long. */
const MAX_TOKEN_LENGTH = 10_240;

/** An authorizer's response may have 8 KB. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_IDENTITY_BYTES = 7000;

/** Clocks of issuer and function may differ by so much. */
const GRACE_SECONDS = 10;

/** Of one attempt; there are two for each of two documents, within the function's timeout. */
const FETCH_TIMEOUT_MS = 2000;

/**
 * Verifies tokens of the issuer in the environment variables: signature, `iss`, `aud` or `client_id`, `exp`, `nbf`
 * and `token_use`. Call it once, in the Init phase: the issuer's keys are kept from then on.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function tokenVerifier(
  settings = tokenSettings(),
  fetchJson: FetchJson = fetchOverHttps(),
): VerifyToken {
  const { issuer, audiences, claims, endsConnection } = settings;
  const keys = issuerKeys(issuer, fetchJson);
  const findKey = async (kid: string | undefined) => {
    if (kid === undefined) throw new JwtWithoutValidKidError("The token names no key.");
    const key = await keys.find(kid).catch((error: Error) => {
      // Of no class of the verifier's: a token is refused for those.
      throw new Error(`The keys of issuer "${issuer}" are not known: ${error.message}`);
    });
    if (key === undefined) throw new KidNotFoundInJwksError("The issuer has no such key.");
    return key;
  };
  const verifier = JwtVerifier.create(
    // `aud` is checked below, where `client_id` is. The address is for a cache that fetches by itself.
    { issuer, audience: null, graceSeconds: GRACE_SECONDS, jwksUri: `${issuer}/keys` },
    {
      jwksCache: {
        getJwk: async (_address, { header }) => (await findKey(header.kid)) as never,
        getJwks: () => unused(),
        getCachedJwk: () => unused(),
        addJwks: () => unused(),
      },
    },
  );

  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) return { refused: "it is too long" };
    let payload: JwtPayload;
    try {
      payload = await verifier.verify(token);
    } catch (error) {
      if (error instanceof JwtBaseError) return { refused: reasonOf(error) };
      // The verifier's message says when a token expires or becomes valid, which is no date for such numbers.
      if (error instanceof RangeError) return { refused: "its times are no dates" };
      throw error;
    }
    const refused = fault(payload, audiences) ?? inexact(payload, claims);
    if (refused !== undefined) return { refused };
    const identity = {
      ...claimsOf(payload, claims),
      principalId: payload.sub!,
      ...(endsConnection && { expiresAt: String(Math.floor(payload.exp!) + GRACE_SECONDS) }),
    };
    const bytes = Buffer.byteLength(JSON.stringify(identity));
    return bytes > MAX_IDENTITY_BYTES ? { refused: "its claims are too long" } : { identity };
  };
}

/** What the verifier of signatures leaves open. */
function fault(payload: JwtPayload, audiences: string[]): string | undefined {
  // Cognito's access tokens have no `aud`, but the ID of the app client.
  const { aud = payload.client_id, exp, sub, token_use: use } = payload;
  if (exp === undefined) return "it never expires";
  if (!sub) return "it names nobody";
  if (![aud].flat().some((each) => typeof each === "string" && audiences.includes(each)))
    return "it is for another audience";
  // An ID token tells an app who signed in. It is not meant to be sent to a service.
  if (use !== undefined && use !== "access") return "it is no access token";
  return undefined;
}

/** JSON.parse rounds large numbers: the IDs of two people would become one. */
function inexact(payload: JwtPayload, names: string[]): string | undefined {
  const isInexact = (value: unknown) => Number.isInteger(value) && !Number.isSafeInteger(value);
  const found = names.find((name) => isInexact(payload[name]));
  return found && `the number in its claim "${found}" is too large to be exact`;
}

function claimsOf(payload: JwtPayload, names: string[]): Identity {
  const given = names.filter((name) => Object.hasOwn(payload, name) && payload[name] !== null);
  const textOf = (value: unknown) =>
    typeof value === "object" ? JSON.stringify(value) : String(value);
  return Object.fromEntries(given.map((name) => [name, textOf(payload[name])]));
}

/** Not the error's own message, which repeats parts of the token. */
function reasonOf(error: JwtBaseError): string {
  if (error instanceof JwtExpiredError) return "it has expired";
  if (error instanceof JwtNotBeforeError) return "it is not valid yet";
  if (error instanceof JwtInvalidIssuerError) return "it is of another issuer";
  if (error instanceof JwtInvalidSignatureError) return "its signature is wrong";
  return "it is no token of this issuer";
}

function fetchOverHttps(): FetchJson {
  const fetcher = new SimpleFetcher({
    defaultRequestOptions: { timeout: FETCH_TIMEOUT_MS, responseTimeout: FETCH_TIMEOUT_MS },
  });
  return async (url) => JSON.parse(Buffer.from(await fetcher.fetch(url)).toString()) as unknown;
}

function unused(): never {
  throw new Error("The verifier asks for one key at a time.");
}
