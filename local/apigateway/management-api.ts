import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../request-body";
import { maskAccount } from "./authorization";
import { bodyFields } from "./body-fields";
import { closeConnection, isFull, isOpen, sendText, type Connection } from "./connection";
import { endOfTurn } from "./end-of-turn";
import { findDomain, findEndpoint, type Endpoint } from "./endpoints";
import { requestContext } from "./events";
import { requestId as newRequestId } from "./ids";
import { MAX_MESSAGE_BYTES } from "./limits";
import { observe } from "./observe";
import { answer, answerTooLarge, type Answer } from "./management-answer";
import { executionArn, type GatewayState } from "./state";

/**
 * PostToConnection, GetConnection and DeleteConnection: `{verb} /{stage}/@connections/{connectionId}`. A
 * connection is reached through every stage of its API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export async function manage(
  request: IncomingMessage,
  response: ServerResponse,
  state: GatewayState,
): Promise<void> {
  const { method = "", url = "", headers } = request;
  const host = headers.host ?? "";
  const endpoint = findEndpoint(state.model, host, url);
  const connectionId = connectionIdOf(endpoint?.rest ?? "");
  const operation = OPERATIONS[method];
  const requestId = newRequestId();
  const nowMs = state.clock.now();
  if (!endpoint || connectionId === undefined || !operation) {
    return answer(response, notFound(request, endpoint, state), requestId, nowMs);
  }
  const body = await readBody(request, MAX_MESSAGE_BYTES);
  if (!body) return answerTooLarge(response);
  const call: Call = { endpoint, connectionId, body, request };
  await endOfTurn();
  const answered = refuseCall(call, state) ?? operation(connectionOf(call, state), call, state);
  // First go the messages of all calls that came together, and then their answers.
  await Promise.resolve();
  answer(response, answered, requestId, nowMs);
  observeCall(call, answered, requestId, state);
}

interface Call {
  endpoint: Endpoint;
  connectionId: string;
  body: Buffer;
  request: IncomingMessage;
}

type Operation = (
  connection: Connection | undefined,
  { body, request }: Call,
  state: GatewayState,
) => Answer;

const GONE: Answer = { status: 410, errorType: "GoneException" };

const OPERATIONS: Record<string, Operation> = {
  POST(connection, { body, request }, { clock, journal }) {
    if (!connection) return GONE;
    if (isFull(connection)) {
      // Unconfirmed: the message of the status 429 for a connection that does not read.
      return limitExceeded("The connection does not read its messages");
    }
    // Always a text frame; what is not UTF-8 becomes U+FFFD.
    const text = body.toString("utf8");
    sendText(connection, text, clock.now());
    journal.record("apigateway", "post", {
      connectionId: connection.id,
      ...bodyFields(text),
      accessKeyId: accessKeyIdOf(request),
    });
    return { status: 200 };
  },

  GET(connection) {
    if (!connection) return GONE;
    const { sourceIp, userAgent, connectedAt, lastActiveAt } = connection;
    const description = {
      identity: { sourceIp, userAgent: userAgent ?? null },
      connectedAt: new Date(connectedAt).toISOString(),
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    };
    const text = JSON.stringify(description, null, 2).replace(/^( *"\w+"): /gm, "$1 : ");
    return { status: 200, body: text };
  },

  DELETE(connection) {
    if (!connection) return GONE;
    closeConnection(connection, 1000, "Connection Closed Normally");
    return { status: 204 };
  },
};

/** What comes before the operation: the ID, the caller's rights, throttling. */
function refuseCall(
  { endpoint, connectionId, body, request }: Call,
  state: GatewayState,
): Answer | undefined {
  // An ID that was never issued is refused before the caller is looked at. Those in use are known.
  if (!state.connections.has(connectionId) && !state.ids.issued(connectionId)) {
    const message = `Invalid connectionId: ${connectionId}`;
    return { status: 400, errorType: "BadRequestException", message };
  }
  const { method = "", url = "", headers } = request;
  const path = `${endpoint.stage.name}/${method}/@connections/{connectionId}`;
  const resource = executionArn(state, endpoint.api.id, path);
  const denial = state.access.check({ method, url, headers, body }, "execute-api", [
    { action: "execute-api:ManageConnections", resource },
  ]);
  if (denial) {
    const { status, type, message } = denial;
    return { status, errorType: type, message: maskAccount(message) };
  }
  if (!state.throttling.admitsRequest()) return limitExceeded("Too Many Requests");
  return undefined;
}

/** The connection, if it is of this API and open. */
function connectionOf(
  { endpoint, connectionId }: Call,
  { connections }: GatewayState,
): Connection | undefined {
  const connection = connections.get(connectionId);
  return connection?.apiId === endpoint.api.id && isOpen(connection) ? connection : undefined;
}

/** What is answered to a request that is for no connection. */
function notFound(
  { method = "", url = "", headers }: IncomingMessage,
  endpoint: Endpoint | undefined,
  { model }: GatewayState,
): Answer {
  // Unconfirmed: the status 426 for a plain GET of a stage.
  if (endpoint?.rest === "" && method === "GET")
    return { status: 426, message: "Upgrade Required" };
  const forbidden = { status: 403, errorType: "ForbiddenException" };
  if (endpoint || !findDomain(model, headers.host ?? "")) {
    return { ...forbidden, message: "Forbidden" };
  }
  // Unconfirmed: the status 403 for a path that no mapping of a custom domain leads on from.
  const path = url.split("?", 1)[0]!.replace(/^\//, "");
  const message = `No method found matching route ${path} for http method ${method}.`;
  return { ...forbidden, message };
}

function limitExceeded(message: string): Answer {
  return { status: 429, errorType: "LimitExceededException", message };
}

/** The ID of `/@connections/{connectionId}`, whose `=` may be encoded or not. */
function connectionIdOf(path: string): string | undefined {
  const encoded = /^\/(?:@|%40)connections\/([^/]+)$/i.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function observeCall(
  { endpoint, connectionId, request }: Call,
  { status, errorType, message = "" }: Answer,
  requestId: string,
  state: GatewayState,
): void {
  const { api, stage, domainName } = endpoint;
  const routeKey = `${request.method} /@connections/{connectionId}`;
  const eventType = "CONNECTION_API";
  const context = () => {
    const caller = {
      id: connectionId,
      apiId: api.id,
      stageName: stage.name,
      domainName,
      sourceIp: request.socket.remoteAddress ?? "",
      userAgent: request.headers["user-agent"],
      connectedAt: undefined,
    };
    return requestContext(caller, { routeKey, eventType, requestId, nowMs: state.clock.now() });
  };
  const observed = { apiId: api.id, stage, routeKey, eventType, requestContext: context } as const;
  const fault = errorType ? { message, responseType: errorType } : undefined;
  const isSent = request.method === "POST" && status === 200;
  observe(observed, { status, fault, isSent }, state);
}

/** Whose call it is: the access key ID in a signature of AWS's. */
function accessKeyIdOf({ headers }: IncomingMessage): string | undefined {
  const [, found] = /\bCredential=([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  // A copy: the journal keeps it, and a part of the header would keep all of it.
  return found && Buffer.from(found).toString();
}
