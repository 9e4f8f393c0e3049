import type { InvocationContext, WebSocketEvent } from "../../../handlers/events";

/** An event of a connection, with the parts that handlers read. */
export function eventOf(routeKey: string, connectionId: string, body?: string): WebSocketEvent {
  const eventType =
    routeKey === "$connect" ? "CONNECT" : routeKey === "$disconnect" ? "DISCONNECT" : "MESSAGE";
  const nowMs = Date.now();
  const times = { connectedAt: nowMs, requestTimeEpoch: nowMs };
  const requestContext = { routeKey, eventType, connectionId, ...times } as const;
  return { requestContext, ...(body !== undefined && { body }) };
}

/** A context of which so much time is left. */
export function contextOf(remainingMs = 29_000): InvocationContext {
  return { awsRequestId: "request-1", getRemainingTimeInMillis: () => remainingMs };
}
