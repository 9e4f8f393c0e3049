import type { IncomingMessage } from "node:http";
import type { Connection } from "./connection";
import { messageIdFor, requestId, traceId } from "./ids";

/** The events of API Gateway as captured in 2026: the same fields in the same order. */

export function connectEvent(connection: Connection, request: IncomingMessage, nowMs: number) {
  const headers = connectHeaders(request, connection.sourceIp, nowMs);
  const query = new URL(request.url ?? "/", "ws://host").searchParams;
  const names = [...new Set(query.keys())].sort();
  const lists = Object.fromEntries(names.map((name) => [name, query.getAll(name)]));
  return {
    headers: lastOf(headers),
    multiValueHeaders: headers,
    ...(names.length > 0 && {
      queryStringParameters: lastOf(lists),
      multiValueQueryStringParameters: lists,
    }),
    ...stageVariables(connection),
    requestContext: requestContext(connection, "CONNECT", "$connect", nowMs),
    isBase64Encoded: false,
  };
}

export function messageEvent(
  connection: Connection,
  routeKey: string,
  body: string,
  nowMs: number,
) {
  const messageId = messageIdFor(connection.id);
  return {
    requestContext: requestContext(connection, "MESSAGE", routeKey, nowMs, { messageId }),
    ...stageVariables(connection),
    body,
    isBase64Encoded: false,
  };
}

export function disconnectEvent(
  connection: Connection,
  code: number,
  reason: string,
  nowMs: number,
) {
  const headers = {
    Host: connection.domainName,
    "x-api-key": "",
    "X-Forwarded-For": "",
    "x-restapi": "",
  };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    headers,
    multiValueHeaders: lists,
    ...stageVariables(connection),
    requestContext: requestContext(connection, "DISCONNECT", "$disconnect", nowMs, {
      disconnectStatusCode: code,
      disconnectReason: reason,
    }),
    isBase64Encoded: false,
  };
}

interface ContextExtras {
  messageId?: string;
  disconnectStatusCode?: number;
  disconnectReason?: string;
}

function requestContext(
  connection: Connection,
  eventType: "CONNECT" | "MESSAGE" | "DISCONNECT",
  routeKey: string,
  nowMs: number,
  { messageId, disconnectStatusCode, disconnectReason }: ContextExtras = {},
) {
  const id = requestId();
  return {
    routeKey,
    ...(disconnectStatusCode !== undefined && { disconnectStatusCode }),
    ...(messageId !== undefined && { messageId }),
    eventType,
    extendedRequestId: id,
    requestTime: commonLogTime(nowMs),
    messageDirection: "IN",
    ...(disconnectReason !== undefined && { disconnectReason }),
    stage: connection.stage.name,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: nowMs,
    identity: {
      ...(connection.userAgent !== undefined && { userAgent: connection.userAgent }),
      sourceIp: connection.sourceIp,
    },
    requestId: id,
    domainName: connection.domainName,
    connectionId: connection.id,
    apiId: connection.apiId,
  };
}

/** The handshake's headers as they were written, sorted, without those of the connection itself. */
function connectHeaders(
  { rawHeaders }: IncomingMessage,
  sourceIp: string,
  nowMs: number,
): Record<string, string[]> {
  const dropped = new Set(["connection", "upgrade", "content-length"]);
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  const added: [string, string][] = [
    ["X-Amzn-Trace-Id", `Root=${traceId(nowMs)}`],
    ["X-Forwarded-For", sourceIp],
    ["X-Forwarded-Port", "443"],
    ["X-Forwarded-Proto", "https"],
  ];
  const own = new Set(added.map(([name]) => name.toLowerCase()));
  const kept = pairs.filter(
    ([name]) => !dropped.has(name.toLowerCase()) && !own.has(name.toLowerCase()),
  );
  const sorted = [...kept, ...added].sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()));
  const lists: Record<string, string[]> = {};
  for (const [name, value] of sorted) (lists[name] ??= []).push(value);
  return lists;
}

function stageVariables({ stage: { variables } }: Connection) {
  return Object.keys(variables).length > 0 ? { stageVariables: variables } : {};
}

function lastOf(lists: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1)!]));
}

/** For example `25/Sep/2026:00:02:48 +0000`. */
function commonLogTime(nowMs: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(nowMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
