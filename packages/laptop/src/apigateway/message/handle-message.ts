import { bodyFields } from "../observe/body-fields";
import { sendText, type Closed, type Connection } from "../connection";
import {
  disconnectEvent,
  messageEvent,
  requestContext,
  type RequestContext,
} from "../integration/events";
import { requestId as newRequestId } from "../ids";
import { integrate } from "../integration/integrate";
import { observe, observedEvent } from "../observe/record-event";
import { errorFrame, INTEGRATION_FAULTS, NO_ROUTE, THROTTLED, type Fault } from "../responses";
import { selectRoute } from "./route-selection";
import { destinationOf, routeOf, type GatewayState } from "../state";

/** A message from a connection. It does not wait for the one before it. */
export async function routeMessage(
  connection: Connection,
  body: string,
  state: GatewayState,
): Promise<void> {
  // Unconfirmed: the messages of one connection are handled at the same time.
  await state.settled();
  const { journal, clock } = state;
  const [requestId, nowMs] = [newRequestId(), clock.now()];
  const destination = destinationOf(state, connection);
  const stage = destination?.stage;

  const fail = (fault: Fault, context: RequestContext, integrationLatencyMs?: number) => {
    const { message, status } = fault;
    const ended = { status, fault, integrationLatencyMs };
    if (stage) observe(observedEvent(stage, context), ended, state);
    journal.record("apigateway", "errorFrame", { connectionId: connection.id, message });
    send(connection, errorFrame(message, connection.id, requestId), state);
  };

  // Route selection
  const route = stage?.deployed ? selectRoute(destination!.api, body) : undefined;
  const routeKey = route?.routeKey ?? null;
  journal.record("apigateway", "message", {
    connectionId: connection.id,
    routeKey,
    ...bodyFields(body),
  });
  if (!destination || !route) {
    const unrouted = { routeKey: "$default", eventType: "MESSAGE", requestId, nowMs } as const;
    return fail(NO_ROUTE, requestContext(connection, unrouted));
  }

  // Integration request
  const { api } = destination;
  const options = { connection, stage: destination.stage, requestId, nowMs };
  const event = messageEvent(route.routeKey, body, options);
  if (!state.throttling.admitsEvent(api.id, destination.stage, route.routeKey)) {
    return fail(THROTTLED, event.requestContext);
  }

  // Integration
  const { outcome, latencyMs } = await integrate(route, event, destination, state);
  if (outcome.kind !== "answered") {
    return fail(INTEGRATION_FAULTS[outcome.kind], event.requestContext, latencyMs);
  }

  // Route response
  // Unconfirmed: an answer without a body sends nothing, also where there is a route response.
  const isSent = route.twoWay && outcome.body !== "";
  const ended = { status: outcome.statusCode, integrationLatencyMs: latencyMs, isSent };
  observe(observedEvent(destination.stage, event.requestContext), ended, state);
  if (!isSent) return;
  const fields = { connectionId: connection.id, ...bodyFields(outcome.body) };
  journal.record("apigateway", "routeResponse", fields);
  send(connection, outcome.body, state);
}

/** The last event of a connection. What the integration answers is ignored. */
export async function routeDisconnect(
  connection: Connection,
  closed: Closed,
  state: GatewayState,
): Promise<void> {
  await state.settled();
  const destination = destinationOf(state, connection);
  const route = destination && routeOf(destination, "$disconnect");
  if (!destination || !route) return;
  // Unconfirmed: throttling never holds up $disconnect.
  const { stage } = destination;
  const options = { connection, stage, requestId: newRequestId(), nowMs: state.clock.now() };
  const event = disconnectEvent(closed, options);
  const { outcome, latencyMs } = await integrate(route, event, destination, state);
  const isAnswered = outcome.kind === "answered";
  const fault = isAnswered ? undefined : INTEGRATION_FAULTS[outcome.kind];
  const status = isAnswered ? outcome.statusCode : INTEGRATION_FAULTS[outcome.kind].status;
  const ended = { status, fault, integrationLatencyMs: latencyMs };
  observe(observedEvent(stage, event.requestContext), ended, state);
}

/** A connection that does not read loses what is sent to it beyond its buffer. */
function send(connection: Connection, text: string, { clock, journal }: GatewayState): void {
  if (sendText(connection, text, clock.now())) return;
  const fields = { connectionId: connection.id, bytes: Buffer.byteLength(text) };
  journal.record("apigateway", "drop", fields);
}
