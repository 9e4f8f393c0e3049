import type { IncomingMessage } from "node:http";
import type { Stage } from "../../model/model";
import type { Connection } from "../connection";
import { connectHeaders } from "./headers";
import { messageIdFor } from "../ids";

/** API Gateway's events as captured in 2026: the same fields in the same order. */

interface EventOptions {
  connection: Connection;
  stage: Stage;
  requestId: string;
  nowMs: number;
}

export function connectEvent(
  request: IncomingMessage,
  { connection, stage, requestId, traceId, nowMs }: EventOptions & { traceId: string },
  authorizerLatencyMs?: number,
) {
  const headers = connectHeaders(request, connection.sourceIp, traceId);
  const query = Object.entries(groupedQuery(request)).sort(([a], [b]) => (a < b ? -1 : 1));
  const lists = Object.fromEntries(query);
  const latency: Record<string, number> =
    authorizerLatencyMs === undefined ? {} : { integrationLatency: authorizerLatencyMs };
  const authorizer = connection.authorizer && { ...connection.authorizer, ...latency };
  return {
    headers: lastValues(headers),
    multiValueHeaders: headers,
    ...(query.length > 0 && {
      queryStringParameters: lastValues(lists),
      multiValueQueryStringParameters: lists,
    }),
    ...stageVariables(stage),
    requestContext: requestContext(connection, {
      routeKey: "$connect",
      eventType: "CONNECT",
      requestId,
      nowMs,
      authorizer,
    }),
    isBase64Encoded: false,
  };
}

export function messageEvent(
  routeKey: string,
  body: string,
  { connection, stage, requestId, nowMs }: EventOptions,
) {
  const { authorizer, id } = connection;
  const messageId = messageIdFor(id);
  return {
    requestContext: requestContext(connection, {
      routeKey,
      eventType: "MESSAGE",
      requestId,
      nowMs,
      authorizer,
      messageId,
    }),
    ...stageVariables(stage),
    body,
    isBase64Encoded: false,
  };
}

export function disconnectEvent(
  { code, reason }: { code: number; reason: string },
  { connection, stage, requestId, nowMs }: EventOptions,
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
    ...stageVariables(stage),
    requestContext: requestContext(connection, {
      routeKey: "$disconnect",
      eventType: "DISCONNECT",
      requestId,
      nowMs,
      authorizer: connection.authorizer,
      disconnectStatusCode: code,
      disconnectReason: reason,
    }),
    isBase64Encoded: false,
  };
}

export type EventType = "CONNECT" | "MESSAGE" | "DISCONNECT" | "CONNECTION_API";

interface ContextOptions {
  routeKey: string;
  eventType: EventType;
  requestId: string;
  nowMs: number;
  authorizer?: Record<string, string | number> | undefined;
  messageId?: string;
  disconnectStatusCode?: number;
  disconnectReason?: string;
}

/** The connection that an event is about. */
type Subject = Pick<
  Connection,
  "id" | "apiId" | "stageName" | "domainName" | "sourceIp" | "userAgent"
> & { connectedAt: number | undefined };

export type RequestContext = ReturnType<typeof requestContext>;

/** The field `requestContext` of every event. */
export function requestContext(connection: Subject, options: ContextOptions) {
  const { routeKey, eventType, requestId, nowMs, authorizer, messageId } = options;
  const { disconnectStatusCode, disconnectReason } = options;
  return {
    routeKey,
    ...(disconnectStatusCode !== undefined && { disconnectStatusCode }),
    ...(authorizer !== undefined && { authorizer }),
    ...(messageId !== undefined && { messageId }),
    eventType,
    extendedRequestId: requestId,
    requestTime: commonLogTime(nowMs),
    messageDirection: "IN",
    ...(disconnectReason !== undefined && { disconnectReason }),
    stage: connection.stageName,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: nowMs,
    identity: {
      ...(connection.userAgent !== undefined && { userAgent: connection.userAgent }),
      sourceIp: connection.sourceIp,
    },
    requestId,
    domainName: connection.domainName,
    connectionId: connection.id,
    apiId: connection.apiId,
  };
}

export function queryOf({ url = "" }: IncomingMessage): URLSearchParams {
  const mark = url.indexOf("?");
  return new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1));
}

/** The values of each query parameter, in the order of the request. */
export function groupedQuery(request: IncomingMessage): Record<string, string[]> {
  const query = queryOf(request);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

/** The last value of each list. */
export function lastValues(lists: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1)!]));
}

function stageVariables({ variables }: Stage) {
  return Object.keys(variables).length > 0 ? { stageVariables: variables } : {};
}

/** For example `25/Sep/2026:00:02:48 +0000`. */
export function commonLogTime(nowMs: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(nowMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
