import type { IncomingMessage, ServerResponse } from "node:http";
import type { Action } from "../../iam/access/access";
import { isFromThisMachine } from "../../shared/addresses";
import { LOCAL } from "../../shared/exposure";
import { readBody } from "../../shared/request-body";
import { isOpen, type Connection } from "../connection";
import { findDomain, findEndpoint, type Endpoint } from "../endpoints";
import { requestContext } from "../integration/events";
import { requestId as newRequestId } from "../ids";
import { MAX_MESSAGE_BYTES } from "../limits";
import { recordEvent } from "../observe/record-event";
import { answer, answerTooLarge, type Answer } from "./answer";
import { byTurn } from "./by-turn";
import { limitExceeded, OPERATIONS, type Call } from "./operations";
import { maskAccount } from "../responses";
import { executionArn, type GatewayState } from "../state";

/**
 * PostToConnection, GetConnection and DeleteConnection: `{verb} /{stage}/@connections/{connectionId}`. A
 * connection is reached through every stage of its API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function managementApi(
  state: GatewayState,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { expose } = state.exposure ?? LOCAL;
  const handle = byTurn<[Call, ServerResponse]>((calls) => handleTogether(calls, state));
  return async (request, response) => {
    const { method = "", url = "", headers } = request;
    const endpoint = findEndpoint(state.model, headers.host ?? "", url);
    const connectionId = connectionIdOf(endpoint?.rest ?? "");
    const operation = OPERATIONS[method];
    const [requestId, nowMs] = [newRequestId(), state.clock.now()];
    const isReachable = expose.includes("management") || isFromThisMachine(request.socket);
    if (!endpoint || connectionId === undefined || !operation || !isReachable) {
      return answer(response, notFound(request, endpoint, state), requestId, nowMs);
    }
    const { body } = await readBody(request, MAX_MESSAGE_BYTES);
    if (!body) return answerTooLarge(response);
    const call = { request, endpoint, connectionId, operation, body, requestId, nowMs };
    const held = state.access.hold?.(request, [actionOf(call)]);
    if (held) await held;
    handle([call, response]);
  };
}

/** First go the messages of all calls, and then their answers. */
function handleTogether(calls: [Call, ServerResponse][], state: GatewayState): void {
  const answers = calls.map(([call]) => attempt(call, () => perform(call, state)));
  for (const [i, [call, response]] of calls.entries()) {
    const answered = answers[i];
    if (answered) attempt(call, () => finish(call, response, answered, state));
  }
}

function finish(call: Call, response: ServerResponse, answered: Answer, state: GatewayState): void {
  answer(response, answered, call.requestId, call.nowMs);
  recordCall(call, answered, state);
}

/** A fault of ours ends one caller's connection, and not the service. */
function attempt<T>({ request }: Call, step: () => T): T | undefined {
  try {
    return step();
  } catch {
    request.socket.destroy();
    return undefined;
  }
}

function perform(call: Call, state: GatewayState): Answer {
  const connection = state.connections.get(call.connectionId);
  const refusal = refuseCall(call, connection, state);
  return refusal ?? call.operation(reachable(connection, call), call, state);
}

/** Checks the signature, the ID, the caller's permissions and the throttle. */
function refuseCall(
  call: Call,
  connection: Connection | undefined,
  state: GatewayState,
): Answer | undefined {
  const { connectionId, body, request } = call;
  const { method = "", url = "", headers } = request;
  // IDs of open connections need no check.
  const isInvalid = !connection && !state.ids.issued(connectionId);
  // Who is not signed learns of no ID whether it exists. Who is learns that before permissions are checked.
  const actions = isInvalid ? [] : [actionOf(call)];
  const denial = state.access.check({ method, url, headers, body }, "execute-api", actions);
  if (denial) {
    const { status, type, message } = denial;
    return { status, errorType: type, ...(message && { message: maskAccount(message) }) };
  }
  if (isInvalid) {
    const message = `Invalid connectionId: ${connectionId}`;
    return { status: 400, errorType: "BadRequestException", message };
  }
  if (!state.throttling.admitsRequest()) return limitExceeded("Too Many Requests");
  return undefined;
}

function actionOf({ endpoint: { api, stage }, request }: Call): Action {
  const path = `${stage.name}/${request.method}/@connections/{connectionId}`;
  return { action: "execute-api:ManageConnections", resource: executionArn(api, path) };
}

/** The connection, if it belongs to this API and is open. */
function reachable(connection: Connection | undefined, { endpoint }: Call): Connection | undefined {
  return connection?.apiId === endpoint.api.id && isOpen(connection) ? connection : undefined;
}

/** The answer to a request that names no connection. */
function notFound(
  { method = "", url = "", headers }: IncomingMessage,
  endpoint: Endpoint | undefined,
  { model }: GatewayState,
): Answer {
  // Unconfirmed [plain-get]: the status 426 for a plain GET of a stage.
  if (endpoint?.rest === "" && method === "GET")
    return { status: 426, message: "Upgrade Required" };
  const forbidden = { status: 403, errorType: "ForbiddenException" };
  if (endpoint || !findDomain(model, headers.host ?? "")) {
    return { ...forbidden, message: "Forbidden" };
  }
  // Unconfirmed [unmapped-path]: the status 403 for a path that no mapping of a custom domain covers.
  const path = url.split("?", 1)[0]!.replace(/^\//, "");
  const message = `No method found matching route ${path} for http method ${method}.`;
  return { ...forbidden, message };
}

/** Whether a request names a connection of a stage. */
export function isForManagement(
  { url = "", headers }: IncomingMessage,
  { model }: Pick<GatewayState, "model">,
): boolean {
  const endpoint = findEndpoint(model, headers.host ?? "", url);
  return connectionIdOf(endpoint?.rest ?? "") !== undefined;
}

/** The ID of `/@connections/{connectionId}`, URL-encoded or not. */
function connectionIdOf(path: string): string | undefined {
  const encoded = /^\/(?:@|%40)connections\/([^/]+)$/i.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function recordCall(
  { endpoint, connectionId, request, requestId }: Call,
  { status, errorType, message = "" }: Answer,
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
  const event = { apiId: api.id, stage, routeKey, eventType, requestContext: context } as const;
  const fault = errorType ? { message, responseType: errorType } : undefined;
  const isSent = request.method === "POST" && status === 200;
  recordEvent(event, { status, fault, isSent }, state);
}
