import { sendText, type Connection } from "../connection";
import { messageEvent, requestContext, type RequestContext } from "../integration/events";
import { requestId as newRequestId } from "../ids";
import { integrate } from "../integration/integrate";
import { bodyFields } from "../observe/body-fields";
import { endedEvent } from "../observe/ended-event";
import { recordEvent } from "../observe/record-event";
import { waitForProgram } from "../observe/wait-for-program";
import { errorFrame, INTEGRATION_FAULTS, NO_ROUTE, THROTTLED, type Fault } from "../responses";
import { selectRoute } from "./route-selection";
import { destinationOf, type GatewayState } from "../state";

/** Takes a message through the phases. It does not wait for the message before it. */
export async function handleMessage(
  connection: Connection,
  body: string,
  state: GatewayState,
): Promise<void> {
  // Unconfirmed [concurrent-messages]: the messages of one connection are handled at the same time.
  const waited = await waitForProgram("MESSAGE", connection.id, state);
  const { journal, clock } = state;
  const [requestId, nowMs] = [newRequestId(), clock.now()];
  const destination = destinationOf(state, connection);
  const stage = destination?.stage;

  const fail = (fault: Fault, context: RequestContext, integrationLatencyMs?: number) => {
    const { message, status } = fault;
    const result = { status, fault, integrationLatencyMs };
    if (stage) recordEvent(endedEvent(stage, context), result, state);
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
    ...waited,
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
  // Unconfirmed [route-response-no-body]: a function that returns no body sends nothing, even with a route response.
  const isSent = route.twoWay && outcome.body !== "";
  const result = { status: outcome.statusCode, integrationLatencyMs: latencyMs, isSent };
  recordEvent(endedEvent(destination.stage, event.requestContext), result, state);
  if (!isSent) return;
  const fields = { connectionId: connection.id, ...bodyFields(outcome.body) };
  journal.record("apigateway", "routeResponse", fields);
  send(connection, outcome.body, state);
}

/** Drops the message if the buffer of the connection is full, and records that. */
function send(connection: Connection, text: string, { clock, journal }: GatewayState): void {
  if (sendText(connection, text, clock.now())) return;
  const fields = { connectionId: connection.id, bytes: Buffer.byteLength(text) };
  journal.record("apigateway", "drop", fields);
}
