import type { JwtAuthorizer } from "../../../model/model";
import type { GatewayState } from "../../state";
import { FORBIDDEN, UNAUTHORIZED } from "../answer";
import type { HttpCall } from "../call";
import type { Authorization } from "./authorized";
import { identityOf } from "./identity-sources";
import {
  claimsFault,
  claimTexts,
  decodeToken,
  isAlgorithmTaken,
  isSignedBy,
  scopesOf,
  type Token,
} from "./jwt";
import type { TokenKeys } from "./token-keys";

/**
 * Verifies the token of a request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 * @param required the route's scopes, of which the token must have one.
 */
export async function verifyToken(
  call: HttpCall,
  authorizer: JwtAuthorizer,
  required: string[],
  keys: TokenKeys,
  { journal }: Pick<GatewayState, "journal">,
): Promise<Authorization> {
  const presented = authorizer.identitySources
    .map((source) => identityOf(source, call))
    .find(Boolean);
  if (presented === undefined)
    return { fault: { ...UNAUTHORIZED, challenge: "Bearer" }, logged: { error: "Unauthorized" } };
  const refused = (error: string, why: string): Authorization => ({
    fault: {
      ...(error === "insufficient_scope" ? FORBIDDEN : UNAUTHORIZED),
      challenge: `Bearer scope="${required.join(" ")}" error="${error}" error_description="${why}"`,
    },
    logged: { error: why },
  });
  const token = decodeToken(presented.replace(/^Bearer +/i, ""));
  if (!token) return refused("invalid_token", "the token is malformed");
  const fault = await tokenFault(token, authorizer, keys).catch((error: Error) => {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
    const message = `The keys of issuer "${authorizer.issuer}" cannot be fetched: ${error.message}${cause}`;
    journal.record("apigateway", "keysFailed", { issuer: authorizer.issuer, message });
    return "OIDC discovery endpoint communication error";
  });
  if (fault !== undefined) return refused("invalid_token", fault);
  const scopes = scopesOf(token.claims);
  // Unconfirmed [http-token-scope]: the words of error_description for a token without a scope of the route.
  if (required.length > 0 && !required.some((scope) => scopes.includes(scope)))
    return refused("insufficient_scope", "the token does not have a valid scope");
  const claims = claimTexts(token.claims);
  const held = { claims, scopes: required.length > 0 ? scopes : null };
  return {
    events: { "1.0": { authorizer: held }, "2.0": { authorizer: { jwt: held } } },
    logged: { claims },
  };
}

/** Tokens are valid by this machine's time, even if the clock is sped up. */
async function tokenFault(
  token: Token,
  authorizer: JwtAuthorizer,
  keys: TokenKeys,
): Promise<string | undefined> {
  if (!isAlgorithmTaken(token)) return `signing method ${nameOf(token)} is invalid`;
  // Whoever sends other tokens does not make the gateway ask.
  if (token.claims.iss !== authorizer.issuer) return "the token does not have a valid issuer";
  // A key that has no ID itself is not named by a token without one.
  if (typeof token.header.kid !== "string") return "the token was signed with an unknown key";
  const candidates = await keys.of(authorizer.issuer, token.header.kid);
  if (candidates.length === 0) return "the token was signed with an unknown key";
  if (!candidates.some((key) => isSignedBy(token, key))) return "the token's signature is invalid";
  return claimsFault(token.claims, authorizer, Date.now());
}

function nameOf({ header: { alg } }: Token): string {
  return typeof alg === "string" && /^[\w-]{1,20}$/.test(alg) ? alg : "of the token";
}
