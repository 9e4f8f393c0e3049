import type { Route } from "../../model/model";
import { executionArn, type Destination, type GatewayState } from "../state";
import { callFunction, inStage, type FunctionEvent } from "./call-function";
import { readProxyResponse, type IntegrationOutcome } from "./proxy-response";

/** Calls the integration of a route. A mock integration has no latency. */
export async function integrate(
  { routeKey, integration }: Route,
  event: FunctionEvent,
  { api, stage }: Destination,
  state: GatewayState,
): Promise<{ outcome: IntegrationOutcome; latencyMs?: number }> {
  if (integration.type === "MOCK") {
    const { statusCode, body } = integration;
    return { outcome: { kind: "answered", statusCode, headers: {}, body } };
  }
  if (integration.type === "LEFT_OUT") {
    const { connectionId } = event.requestContext;
    const message = `Route "${routeKey}" refuses: ${integration.description} is left out of this run (--without).`;
    state.journal.record("apigateway", "leftOut", { connectionId, routeKey, message });
    return { outcome: { kind: "leftOut" } };
  }
  const startedAt = state.clock.now();
  const sourceArn = executionArn(api, `${stage.name}/${routeKey}`);
  const target = inStage(integration, stage.name);
  const called = await callFunction(target, sourceArn, event, state);
  const outcome =
    called.kind === "result" ? readProxyResponse(called.payload) : { kind: called.kind };
  return { outcome, latencyMs: state.clock.now() - startedAt };
}
