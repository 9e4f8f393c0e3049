import { randomUUID, sign } from "node:crypto";
import { UserError } from "../shared/errors";
import type { IssuerKey } from "./issuer-key";
import { isUserPool } from "./user-pool";

/** Which tokens a program accepts. */
export interface TokenTarget {
  /** The claim `iss`. */
  issuer: string;
  /** The claim `client_id`. */
  audience: string;
}

export interface TokenOptions extends TokenTarget {
  /** Who it is: the claims `sub` and `username`. */
  name: string;
  /** Further claims, or other values of those that every token has. */
  claims?: Record<string, unknown>;
  /** How long it is valid; in the past if negative. */
  expiresMs?: number;
  nowMs: number;
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * An access token as a Cognito user pool signs them.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 * @throws UserError if the issuer is one whose keys are elsewhere.
 */
export function localToken(key: IssuerKey, options: TokenOptions): string {
  const { issuer, audience, name, claims = {}, expiresMs = HOUR_MS, nowMs } = options;
  if (!isUserPool(issuer))
    throw new UserError(
      "PROJECT",
      `pulumi-laptop signs no tokens of issuer "${issuer}": it stands for Cognito user pools alone. Set issuer to ${LOCAL_ISSUER} in the stack's file, or sign in there.`,
    );
  if (audience === "")
    throw new UserError("PROJECT", "Whom is the token for? Set audience in the stack's file.");
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const payload = {
    // Differs from AWS: the subject of a token of the local issuer is the user's name, and no UUID.
    sub: name,
    iss: issuer,
    client_id: audience.split(",")[0]!.trim(),
    token_use: "access",
    auth_time: seconds(nowMs),
    iat: seconds(nowMs),
    exp: seconds(nowMs + expiresMs),
    jti: randomUUID(),
    username: name,
    ...claims,
  };
  return signToken(key, payload);
}

/** An ID that no user pool can have, so that nobody else's tokens are accepted. */
const LOCAL_ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_local";

/** https://www.rfc-editor.org/rfc/rfc7519 */
export function signToken({ kid, privateKey }: IssuerKey, payload: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ kid, alg: "RS256" })}.${encode(payload)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}
