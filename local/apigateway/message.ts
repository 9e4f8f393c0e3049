import type { Connection } from "./connection";
import { isOpen } from "./connection";
import { disconnectEvent, messageEvent } from "./events";
import { requestId as newRequestId } from "./ids";
import { integrate } from "./integration";
import { errorFrame, failureMessage } from "./responses";
import { selectRoute } from "./route-selection";
import {
  destinationOf,
  executionArn,
  integrationDeps,
  logAccess,
  type GatewayState,
} from "./state";

/** A message from a connection: route selection, throttling, integration, route response. */
export async function routeMessage(
  connection: Connection,
  body: string,
  state: GatewayState,
): Promise<void> {
  await state.settled();
  const destination = destinationOf(state, connection);
  const route = destination?.stage.deployed ? selectRoute(destination.api, body) : undefined;
  state.journal.record("apigateway", "message", {
    connectionId: connection.id,
    routeKey: route?.routeKey ?? null,
    bytes: Buffer.byteLength(body),
  });
  const requestId = newRequestId();
  if (!destination || !route) return sendError(connection, "Forbidden", requestId, state);
  const { api, stage } = destination;
  const { routeKey, integration, twoWay } = route;
  if (!state.throttling.admitsEvent(api.id, stage, routeKey)) {
    // Unconfirmed: the text of the frame for a message that is throttled.
    return sendError(connection, "Too Many Requests", requestId, state);
  }
  const event = messageEvent(routeKey, body, {
    connection,
    stage,
    requestId,
    nowMs: state.clock.now(),
  });
  const sourceArn = executionArn(state, api.id, `${stage.name}/${routeKey}`);
  const outcome = await integrate(integration, event, sourceArn, integrationDeps(state));
  const status = outcome.kind === "answered" ? outcome.statusCode : 500;
  logAccess(state, stage, { ...event.requestContext, status });
  if (outcome.kind !== "answered")
    return sendError(connection, failureMessage(outcome), requestId, state);
  if (twoWay && isOpen(connection)) {
    connection.webSocket!.send(outcome.body);
    touch(connection, state);
  }
}

/** The last event of a connection. What the integration answers is ignored. */
export async function routeDisconnect(
  connection: Connection,
  closed: { code: number; reason: string },
  state: GatewayState,
): Promise<void> {
  await state.settled();
  const destination = destinationOf(state, connection);
  const route = destination?.stage.deployed ? destination.api.routes.get("$disconnect") : undefined;
  if (!destination || !route) return;
  const { api, stage } = destination;
  const requestId = newRequestId();
  const event = disconnectEvent(closed, { connection, stage, requestId, nowMs: state.clock.now() });
  const sourceArn = executionArn(state, api.id, `${stage.name}/$disconnect`);
  const outcome = await integrate(route.integration, event, sourceArn, integrationDeps(state));
  const status = outcome.kind === "answered" ? outcome.statusCode : 500;
  logAccess(state, stage, { ...event.requestContext, status });
}

/** Notes a message to or from a connection. */
export function touch(connection: Connection, { clock }: GatewayState): void {
  connection.lastActiveAt = connection.lastTrafficAt = clock.now();
}

function sendError(
  connection: Connection,
  message: string,
  requestId: string,
  state: GatewayState,
): void {
  state.journal.record("apigateway", "errorFrame", { connectionId: connection.id, message });
  if (isOpen(connection)) connection.webSocket!.send(errorFrame(message, connection.id, requestId));
}
