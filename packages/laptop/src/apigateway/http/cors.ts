import type { IncomingMessage } from "node:http";
import type { Cors } from "../../model/model";

type Pair = [name: string, value: string];

/** Whether a browser asks if a page may make a request. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return (
    method === "OPTIONS" &&
    headers.origin !== undefined &&
    headers["access-control-request-method"] !== undefined
  );
}

/**
 * The headers that an HTTP API adds to the answer to a page, and more to a preflight request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function corsHeaders(request: IncomingMessage, cors: Cors): Pair[] {
  const { origin } = request.headers;
  const allowed = origin === undefined ? undefined : allowedOrigin(origin, cors.allowOrigins);
  // Unconfirmed [http-foreign-origin]: pages of origins that an HTTP API does not allow get answers without headers of CORS.
  if (allowed === undefined) return [];
  const list = (name: string, values: string[]): Pair[] =>
    values.length === 0 ? [] : [[`access-control-${name}`, values.join(",")]];
  const { allowCredentials, maxAgeSeconds } = cors;
  const ofEvery: Pair[] = [
    ["access-control-allow-origin", allowed],
    ...list("allow-credentials", allowCredentials ? ["true"] : []),
    ...list("expose-headers", cors.exposeHeaders),
  ];
  if (!isPreflight(request)) return ofEvery;
  return [
    ...ofEvery,
    ...list("allow-methods", cors.allowMethods),
    ...list("allow-headers", cors.allowHeaders),
    ...list("max-age", maxAgeSeconds === undefined ? [] : [String(maxAgeSeconds)]),
  ];
}

/** Whether a configuration names the origin of a request, and not only every origin. */
export function namesOrigin({ headers: { origin } }: IncomingMessage, cors: Cors): boolean {
  return cors.allowOrigins.some((entry) => entry.toLowerCase() === origin?.toLowerCase());
}

/** `*`, or the origin if it is in the list or has the scheme of an entry such as `https://*`. */
function allowedOrigin(origin: string, allowed: string[]): string | undefined {
  if (allowed.includes("*")) return "*";
  const isAllowed = allowed.some((entry) =>
    entry.endsWith("://*")
      ? origin.toLowerCase().startsWith(entry.slice(0, -1).toLowerCase())
      : entry.toLowerCase() === origin.toLowerCase(),
  );
  return isAllowed ? origin : undefined;
}
