import type { Closed, Connection } from "../connection";
import { requestId as newRequestId } from "../ids";
import { disconnectEvent } from "../integration/events";
import { integrate } from "../integration/integrate";
import { endedEvent } from "../observe/ended-event";
import { recordEvent } from "../observe/record-event";
import { waitForProgram } from "../observe/wait-for-program";
import { INTEGRATION_FAULTS } from "../responses";
import { destinationOf, routeOf, type GatewayState } from "../state";

/** Calls the route `$disconnect`, the last event of a connection. The integration's response is ignored. */
export async function handleDisconnect(
  connection: Connection,
  closed: Closed,
  state: GatewayState,
): Promise<void> {
  await waitForProgram("DISCONNECT", connection.id, state);
  const destination = destinationOf(state, connection);
  const route = destination && routeOf(destination, "$disconnect");
  if (!destination || !route) return;
  // Unconfirmed [disconnect-throttling]: $disconnect is never throttled.
  const { stage } = destination;
  const options = { connection, stage, requestId: newRequestId(), nowMs: state.clock.now() };
  const event = disconnectEvent(closed, options);
  const { outcome, latencyMs } = await integrate(route, event, destination, state);
  const isAnswered = outcome.kind === "answered";
  const fault = isAnswered ? undefined : INTEGRATION_FAULTS[outcome.kind];
  const status = isAnswered ? outcome.statusCode : INTEGRATION_FAULTS[outcome.kind].status;
  const result = { status, fault, integrationLatencyMs: latencyMs };
  recordEvent(endedEvent(stage, event.requestContext), result, state);
}
