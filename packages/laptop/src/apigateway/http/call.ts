import type { IncomingMessage } from "node:http";
import type { HttpRoute, Stage } from "../../model/model";
import { plainAddress } from "../../shared/addresses";
import type { HttpEndpoint } from "./endpoint";

/** A request to a stage of an HTTP API, on its way through the phases. */
export interface HttpCall extends HttpEndpoint {
  stage: Stage;
  route: HttpRoute;
  pathParameters: Record<string, string> | undefined;
  request: IncomingMessage;
  method: string;
  body: Buffer;
  /** Sent as `Apigw-Requestid`. */
  requestId: string;
  traceId: string;
  /** When the request arrived. */
  nowMs: number;
}

type Pair = [name: string, value: string];

/** Headers of the connection itself, which events do not have. */
const HOP_BY_HOP =
  /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/;

/** The headers of an event, in order: as sent, in lower case, with those that API Gateway adds. */
export function eventHeaders({ request, traceId, body }: HttpCall): Pair[] {
  const added: Pair[] = [
    // A body that came in chunks has a length here, as one that came whole.
    ["content-length", String(body.length)],
    ["x-amzn-trace-id", `Root=${traceId}`],
    // Unconfirmed [http-forwarded-for]: the header X-Forwarded-For of an HTTP API's event holds only the caller's address, whatever was sent.
    ["x-forwarded-for", sourceIpOf(request)],
    ["x-forwarded-port", "443"],
    ["x-forwarded-proto", "https"],
  ];
  const names = new Set(added.map(([name]) => name));
  const { rawHeaders } = request;
  const sent: Pair[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    sent.push([rawHeaders[i]!.toLowerCase(), rawHeaders[i + 1]!]);
  const kept = sent.filter(([name]) => !HOP_BY_HOP.test(name) && !names.has(name));
  return [...kept, ...added].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The query parameters in the order of the request, decoded. */
export function queryOf({ request }: Pick<HttpCall, "request">): Pair[] {
  return [...new URLSearchParams(rawQueryOf(request))];
}

export function rawQueryOf({ url = "" }: IncomingMessage): string {
  const mark = url.indexOf("?");
  return mark < 0 ? "" : url.slice(mark + 1);
}

/** The values of each name, in order. */
export function grouped(pairs: Pair[]): Record<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return Object.fromEntries(lists);
}

/** The same with the values of a name in one text. */
export function joined(pairs: Pair[]): Record<string, string> {
  return mapped(grouped(pairs), (values) => values.join(","));
}

export function mapped<T>(
  lists: Record<string, string[]>,
  value: (list: string[]) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, value(list)]));
}

export function cookiesOf({ request }: Pick<HttpCall, "request">): string[] {
  const { cookie } = request.headers;
  return cookie === undefined ? [] : cookie.split(/;\s*/).filter(Boolean);
}

export function sourceIpOf({ socket }: IncomingMessage): string {
  return plainAddress(socket.remoteAddress);
}

/** Media types whose bodies events hold as text. Others are in Base64, forms and bodies without a type included. */
const TEXT = /^(text\/.*|application\/(json|xml|javascript))$/;

/** The body of an event; nothing if there is none. */
export function bodyOf({ request, body }: HttpCall): {
  body?: string;
  isBase64Encoded: boolean;
} {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = (request.headers["content-type"] ?? "").split(";", 1)[0]!.trim().toLowerCase();
  // Unconfirmed [http-text-media-types]: which media types an HTTP API passes as text; here what begins with text/, JSON, XML and JavaScript.
  const isText = TEXT.test(type);
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

/** A path of an event. Its percent signs are known to be right. */
export function decodedPath(path: string): string {
  // Unconfirmed [http-decoded-paths]: paths in the events of HTTP APIs are decoded.
  return decodeURIComponent(path);
}
