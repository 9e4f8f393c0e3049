import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";

/** Paths of the page. No stage collides with them: a stage's name has neither "/" nor ".". */
const PATHS = new Set(["/", "/page.js", "/page.css", "/page.events", "/page.actions"]);

/**
 * Whether a request is for the page: one of its paths, under a name that no other site can have. A site
 * that lets its own name lead to this machine (DNS rebinding) is not answered, and custom domains are free.
 * @param host the name that the service was told to listen on.
 */
export function isForPage({ url = "", headers, socket }: IncomingMessage, host: string): boolean {
  if (!PATHS.has(url)) return false;
  const name = hostName(headers.host ?? "");
  return ["localhost", host.toLowerCase(), addressOf(socket.localAddress ?? "")].includes(name);
}

/** Whether the request has the token, and comes from the page itself if it comes from a browser. */
export function isAuthorized({ headers }: IncomingMessage, token: string): boolean {
  const { authorization = "", origin, host = "" } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return isEqual(authorization, `Bearer ${token}`);
}

/** Nothing from elsewhere, nothing inline, no frames around it. */
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

function hostName(host: string): string {
  return host
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
}

function addressOf(localAddress: string): string {
  return localAddress.replace(/^::ffff:/, "");
}

/** Takes as long for every wrong text. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
