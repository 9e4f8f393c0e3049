import type { IncomingMessage } from "node:http";
import { authorizeConnect } from "./authorization";
import type { Connection } from "../connection";
import { findEndpoint, type Endpoint } from "../endpoints";
import { connectEvent } from "../integration/events";
import type { ConnectRequest } from "./connect-request";
import { handshakeFault } from "./http-upgrade";
import { requestId as newRequestId, traceId as newTraceId } from "../ids";
import { integrate } from "../integration/integrate";
import { MAX_URL_LENGTH } from "../limits";
import { endedEvent, type EventResult } from "../observe/ended-event";
import { recordEvent } from "../observe/record-event";
import {
  connectionRefusal,
  errorFrame,
  INTEGRATION_FAULTS,
  refusal,
  type Refusal,
} from "../responses";
import { routeOf, type GatewayState } from "../state";

/** Whether a handshake becomes a connection. */
export type Admission =
  | { admitted: true; connection: Connection; subprotocol?: string | undefined }
  | { admitted: false; refusal: Refusal; connectionId?: string };

/**
 * Decides whether a handshake becomes a connection: the phases of `$connect`. Until they end, the
 * connection has an ID and cannot be reached.
 */
export async function admit(request: IncomingMessage, state: GatewayState): Promise<Admission> {
  const endpoint = findEndpoint(state.model, request.headers.host ?? "", request.url ?? "/");
  const early = refuseEarly(request, endpoint, state);
  if (early || !endpoint) return { admitted: false, refusal: early ?? refusal(403, "Forbidden") };
  const nowMs = state.clock.now();
  const connection = newConnection(endpoint, request, state);
  state.connections.set(connection.id, connection);
  try {
    // Route selection
    const route = routeOf(endpoint, "$connect");
    if (!route) return { admitted: true, connection };
    const { api, stage } = endpoint;
    const [requestId, traceId] = [newRequestId(), newTraceId(nowMs)];
    const connecting = { api, stage, route, connection, request, requestId, traceId, nowMs };
    const admission = await callConnectRoute(connecting, state);
    if (!admission.admitted) state.connections.delete(connection.id);
    return admission;
  } catch (error) {
    state.connections.delete(connection.id);
    throw error;
  }
}

async function callConnectRoute(
  connecting: ConnectRequest,
  state: GatewayState,
): Promise<Admission> {
  const { stage, route, connection, request, requestId } = connecting;
  const connectionId = connection.id;

  // Authorization
  const { fault, latencyMs, logged: authorization } = await authorizeConnect(connecting, state);

  // Integration request
  const event = connectEvent(request, connecting, latencyMs);
  const end = (result: EventResult) => {
    recordEvent(endedEvent(stage, event.requestContext), { ...result, authorization }, state);
  };
  if (fault) {
    end({ status: fault.status, fault });
    const why = connectionRefusal(fault, connectionId, requestId);
    return { admitted: false, refusal: why, connectionId };
  }

  // Integration
  const called = await integrate(route, event, connecting, state);
  const { outcome, latencyMs: integrationLatencyMs } = called;

  // Integration response
  if (outcome.kind !== "answered") {
    const why = INTEGRATION_FAULTS[outcome.kind];
    end({ status: why.status, fault: why, integrationLatencyMs });
    const body = errorFrame(why.message, connectionId, requestId);
    return { admitted: false, refusal: { status: why.status, body, requestId }, connectionId };
  }
  const { statusCode: status, headers, body } = outcome;
  end({ status, integrationLatencyMs });
  // Unconfirmed [refusal-headers]: the headers of a function that refuses a handshake are not sent.
  if (status > 299) return { admitted: false, refusal: { status, body, requestId }, connectionId };
  // Of the function's headers, only the subprotocol passes.
  const isSubprotocol = ([name]: [string, string]) =>
    name.toLowerCase() === "sec-websocket-protocol";
  const [, subprotocol] = Object.entries(headers).find(isSubprotocol) ?? [];
  return { admitted: true, connection, subprotocol };
}

/** Refuses what no route is asked about: a bad request, an unknown stage, too many connections. */
function refuseEarly(
  request: IncomingMessage,
  endpoint: Endpoint | undefined,
  { throttling }: GatewayState,
): Refusal | undefined {
  const authorizations = request.rawHeaders.filter(
    (text, i) => i % 2 === 0 && /^authorization$/i.test(text),
  );
  if (authorizations.length > 1)
    return { ...refusal(400, ""), body: BAD_REQUEST_PAGE, contentType: "text/html" };
  // Unconfirmed [long-url]: the status 414 for a URL of more than 4096 characters.
  if ((request.url ?? "").length > MAX_URL_LENGTH) return refusal(414, "Request-URI Too Long");
  // Unconfirmed [path-after-stage]: the status 403 for a handshake whose path goes on after the stage.
  if (!endpoint || endpoint.rest !== "") return refusal(403, "Forbidden");
  // Unconfirmed [broken-handshake]: the status 400 for a handshake that breaks RFC 6455.
  const fault = handshakeFault(request);
  if (fault) return refusal(400, fault);
  const { api, stage } = endpoint;
  // Unconfirmed [throttled-handshake]: the body of the status 429 for a throttled handshake.
  if (!throttling.admitsConnection() || !throttling.admitsEvent(api.id, stage, "$connect")) {
    return refusal(429, "Too Many Requests");
  }
  return undefined;
}

const BAD_REQUEST_PAGE =
  "<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n</body>\r\n</html>\r\n";

function newConnection(
  { api, stage, domainName }: Endpoint,
  request: IncomingMessage,
  { ids, clock }: GatewayState,
): Connection {
  const nowMs = clock.now();
  return {
    id: ids.connectionId(),
    apiId: api.id,
    stageName: stage.name,
    domainName,
    sourceIp: request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "",
    userAgent: request.headers["user-agent"],
    connectedAt: nowMs,
    lastActiveAt: nowMs,
    lastTrafficAt: nowMs,
    authorizer: undefined,
    webSocket: undefined,
    end: undefined,
  };
}
