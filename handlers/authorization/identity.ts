/**
 * Who opened a connection, as the authorizer said: `principalId`, the claims that the configuration names and, if
 * the connection ends with its token, `expiresAt` in seconds since 1970. API Gateway makes every value text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export type Identity = Record<string, string>;

/** @returns undefined for a connection that no authorizer was asked about. */
export function identityOf(authorizer: Record<string, unknown> | undefined): Identity | undefined {
  if (authorizer === undefined) return undefined;
  const entries = Object.entries(authorizer).filter(([name]) => name !== "integrationLatency");
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Whether the connection should have ended, because its token has expired. */
export function hasExpired(identity: Identity | undefined, nowMs: number): boolean {
  return identity?.expiresAt !== undefined && Number(identity.expiresAt) * 1000 <= nowMs;
}
