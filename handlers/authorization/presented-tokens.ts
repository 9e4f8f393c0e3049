/** The parts of a handshake that a token can be in, as API Gateway tells them to a function. */
export interface Handshake {
  /** Under the names that the caller wrote, by line. */
  multiValueHeaders?: Record<string, string[]>;
  multiValueQueryStringParameters?: Record<string, string[]>;
}

/** A browser cannot set the header Authorization of a WebSocket, but it can offer subprotocols. */
export const BEARER = "bearer";

/**
 * The tokens that a handshake presents: `?token=TOKEN` in the query, and `bearer, TOKEN` as subprotocols, which
 * a browser sends for `new WebSocket(url, ["bearer", token])`.
 */
export function presentedTokens(handshake: Handshake): string[] {
  const inQuery = handshake.multiValueQueryStringParameters?.token ?? [];
  const [scheme, ...inHeader] = offeredSubprotocols(handshake);
  return [...inQuery, ...(scheme === BEARER ? inHeader : [])].filter(Boolean);
}

/** Whether the caller must be answered the subprotocol `bearer`: a browser closes the connection without it. */
export function offersBearer(handshake: Handshake): boolean {
  return offeredSubprotocols(handshake)[0] === BEARER;
}

function offeredSubprotocols({ multiValueHeaders = {} }: Handshake): string[] {
  return Object.entries(multiValueHeaders)
    .filter(([name]) => name.toLowerCase() === "sec-websocket-protocol")
    .flatMap(([, lines]) => lines.join().split(","))
    .map((each) => each.trim());
}
