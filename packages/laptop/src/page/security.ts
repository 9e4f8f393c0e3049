import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { isFromThisMachine, parseHost } from "../shared/addresses";
import { isOwnName } from "../shared/door";
import type { Exposure } from "../shared/exposure";
import { isSameSecret } from "../shared/ids/same-secret";

/** Paths of the page. They cannot collide with a stage, whose name has no "/" and no ".". */
const PATHS = new Set(["/", "/page.js", "/page.css", "/page.events", "/page.actions"]);

/** Where people sign in to the local issuer, as in a Cognito user pool. */
const SIGN_IN_PATH = "/oauth2/authorize";

export function isSignIn(url: string): boolean {
  return url.split("?", 1)[0] === SIGN_IN_PATH;
}

/**
 * Whether a request is for the page: one of its paths on one of this machine's own names, asked from this
 * machine unless the page is exposed. Custom domains are left to the program.
 */
export function isForPage(
  { url = "", headers, socket }: IncomingMessage,
  { host, expose }: Exposure,
): boolean {
  if (!PATHS.has(url) && !isSignIn(url)) return false;
  const name = parseHost(headers.host ?? "")?.name ?? "";
  // Who signs in is whoever they say: never from another machine.
  const isLocal = (expose.includes("page") && !isSignIn(url)) || isFromThisMachine(socket);
  return isLocal && isOwnName(name, host, socket.localAddress);
}

/** Whether the request has the token and, if a browser sent it, comes from the page itself. */
export function isAuthorized({ headers }: IncomingMessage, token: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return isSameSecret(headers.authorization ?? "", `Bearer ${token}`);
}

/** Allows nothing from other sites, nothing inline and no frames around the page. */
export const SECURITY_HEADERS: OutgoingHttpHeaders = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cache-Control": "no-store",
};
