import type { IncomingMessage } from "node:http";
import type { Route, Stage, WebSocketApi } from "../model/model";
import { authorize } from "./authorizer";
import type { Connection } from "./connection";
import { findEndpoint, type Endpoint } from "./endpoints";
import { connectEvent } from "./events";
import { handshakeFault, headerValues } from "./handshake";
import { requestId as newRequestId } from "./ids";
import { integrate } from "./integration";
import { MAX_URL_LENGTH } from "./limits";
import { connectionRefusal, refusal, refusalFor, type Refusal } from "./responses";
import { executionArn, integrationDeps, logAccess, routeOf, type GatewayState } from "./state";

/** Whether a handshake becomes a connection. */
export type Admission =
  | { admitted: true; connection: Connection; subprotocol: string | undefined }
  | { admitted: false; refusal: Refusal; connectionId?: string };

/**
 * The phases before a connection is made: the endpoint, throttling, authorization and the integration of
 * `$connect`. Until they have ended the connection is known by its ID but cannot be reached.
 */
export async function admit(request: IncomingMessage, state: GatewayState): Promise<Admission> {
  const endpoint = findEndpoint(state.model, request.headers.host ?? "", request.url ?? "/");
  const early = refuseEarly(request, endpoint, state);
  if (early || !endpoint) return { admitted: false, refusal: early ?? refusal(403, "Forbidden") };
  const { api, stage } = endpoint;
  const connection = newConnection(endpoint, request, state);
  const route = routeOf(api, stage, "$connect");
  if (!route) return admitted(connection);

  const attempt: Attempt = { api, stage, route, connection, request, requestId: newRequestId() };
  const authorization = await authorized(attempt, state);
  if ("status" in authorization) return refused(attempt, authorization, state);
  const { event, outcome } = await callConnect(attempt, authorization.latencyMs, state);
  const failed = refusalFor(outcome, connection.id, event.requestContext.requestId);
  if (failed) return refused(attempt, failed, state);
  const headers = outcome.kind === "answered" ? outcome.headers : {};
  logAccess(state, stage, { ...event.requestContext, status: 200 });
  // Of the function's headers, only the subprotocol passes.
  const [subprotocol] = headerValues(headers, "sec-websocket-protocol");
  return admitted(connection, subprotocol);
}

interface Attempt {
  api: WebSocketApi;
  stage: Stage;
  route: Route;
  connection: Connection;
  request: IncomingMessage;
  requestId: string;
}

/** What is refused before anything is known of the API's program. */
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
  // Unconfirmed: the status for a URL that is too long.
  if ((request.url ?? "").length > MAX_URL_LENGTH) return refusal(414, "Request-URI Too Long");
  if (!endpoint || endpoint.rest !== "") return refusal(403, "Forbidden");
  const fault = handshakeFault(request);
  if (fault) return refusal(400, fault);
  const { api, stage } = endpoint;
  if (!throttling.admitsConnection() || !throttling.admitsEvent(api.id, stage, "$connect")) {
    return refusal(429, "Too Many Requests");
  }
  return undefined;
}

const BAD_REQUEST_PAGE =
  "<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n</body>\r\n</html>\r\n";

/** What the route's authorization says: a refusal, or how long the authorizer took. */
async function authorized(
  attempt: Attempt,
  state: GatewayState,
): Promise<Refusal | { latencyMs?: number }> {
  const { api, stage, route, connection, request, requestId } = attempt;
  const { authorization } = route;
  if (authorization.type === "NONE") return {};
  const methodArn = executionArn(state, api.id, `${stage.name}/$connect`);
  if (authorization.type === "AWS_IAM") {
    const { method = "GET", url = "/", headers } = request;
    const signed = { method, url, headers, body: Buffer.alloc(0) };
    const denial = state.access.check(signed, "execute-api", [
      { action: "execute-api:Invoke", resource: methodArn },
    ]);
    return denial ? connectionRefusal(denial.status, denial.message, connection.id, requestId) : {};
  }
  const { authorizer } = authorization;
  const sourceArn = executionArn(state, api.id, `authorizers/${authorizer.id}`);
  const asked = { authorizer, connection, stage, request, methodArn, sourceArn, requestId };
  const verdict = await authorize(asked, integrationDeps(state));
  if (!verdict.allowed)
    return connectionRefusal(verdict.status, verdict.message, connection.id, requestId);
  connection.authorizer = verdict.context;
  return { latencyMs: verdict.latencyMs };
}

async function callConnect(
  { api, stage, route, connection, request, requestId }: Attempt,
  latencyMs: number | undefined,
  state: GatewayState,
) {
  const nowMs = state.clock.now();
  const event = connectEvent(request, { connection, stage, requestId, nowMs }, latencyMs);
  const sourceArn = executionArn(state, api.id, `${stage.name}/$connect`);
  const outcome = await integrate(route.integration, event, sourceArn, integrationDeps(state));
  return { event, outcome };
}

function newConnection(
  { api, stage, domainName }: Endpoint,
  request: IncomingMessage,
  state: GatewayState,
) {
  const nowMs = state.clock.now();
  const connection: Connection = {
    id: state.ids.connectionId(),
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
    closedBy: undefined,
  };
  state.connections.set(connection.id, connection);
  return connection;
}

function admitted(connection: Connection, subprotocol?: string): Admission {
  return { admitted: true, connection, subprotocol };
}

function refused(
  { stage, connection, requestId }: Attempt,
  why: Refusal,
  state: GatewayState,
): Admission {
  state.connections.delete(connection.id);
  const { id: connectionId, apiId } = connection;
  const facts = { routeKey: "$connect", eventType: "CONNECT", stage: stage.name };
  logAccess(state, stage, { ...facts, requestId, connectionId, apiId, status: why.status });
  return { admitted: false, refusal: why, connectionId };
}
