import { MAX_SYNCHRONOUS_BYTES } from "../../lambda/invoke/payload-limits";
import { callFor, inStage } from "../integration/call-function";
import type { GatewayState } from "../state";
import {
  FUNCTION_FAILED,
  FUNCTION_SLOW,
  LEFT_OUT,
  NOT_ALLOWED,
  TOO_LARGE,
  type HttpAnswer,
  type HttpFault,
} from "./answer";
import type { Authorized } from "./authorization/authorized";
import type { HttpCall } from "./call";
import { requestEvent } from "./events";
import { readFunctionResponse } from "./function-response";

export interface Integrated {
  answer?: HttpAnswer;
  fault?: HttpFault;
  /** How long the integration took; undefined if none was called. */
  latencyMs?: number;
}

/** How a request ended. */
export interface Ended extends Integrated {
  answer: HttpAnswer;
  /** `$context.authorizer` */
  logged?: object | undefined;
}

/** Calls the integration of a request's route. */
export async function integrateHttp(
  call: HttpCall,
  by: Authorized,
  state: GatewayState,
): Promise<Integrated> {
  const { api, stage, route, requestId } = call;
  const { integration, routeKey } = route;
  const recorded = { apigwRequestId: requestId, routeKey };
  if (integration.type === "LEFT_OUT") {
    const message = `Route "${routeKey}" refuses: ${integration.description} is left out of this run (--without).`;
    state.journal.record("apigateway", "leftOut", { ...recorded, message });
    return { fault: LEFT_OUT };
  }
  const startedAt = state.clock.now();
  const event = requestEvent(call, integration.format, by);
  // Unconfirmed [http-event-size]: the status 413 of an HTTP API for a request whose event is more than the 6 MB that Lambda takes.
  if (call.body.length > MAY_EXCEED_BYTES && sizeOf(event) > MAX_SYNCHRONOUS_BYTES)
    return { fault: TOO_LARGE };
  const target = inStage(integration, stage.name);
  const sourceArn = `${api.executionArn}/${stage.name}/${sourcePath(call)}`;
  const called = await callFor(target, sourceArn, { event, sender: requestId, recorded }, state);
  const latencyMs = state.clock.now() - startedAt;
  switch (called.kind) {
    case "forbidden":
      return { fault: NOT_ALLOWED, latencyMs };
    case "timeout":
      return { fault: FUNCTION_SLOW, latencyMs };
    case "functionError":
      return { fault: FUNCTION_FAILED, latencyMs };
    case "result": {
      const answer = readFunctionResponse(called.payload, integration.format);
      return answer ? { answer, latencyMs } : { fault: FUNCTION_FAILED, latencyMs };
    }
  }
}

/** A smaller body never makes an event that is too large. */
const MAY_EXCEED_BYTES = MAX_SYNCHRONOUS_BYTES / 8;

function sizeOf(event: object): number {
  return Buffer.byteLength(JSON.stringify(event));
}

/** What permissions of functions name: the route's path, with its variables as they are written. */
function sourcePath({ route: { matches }, method }: HttpCall): string {
  if (!matches) return "$default";
  // Unconfirmed [http-any-source-arn]: the source ARN of a request to a route with ANY has the request's method.
  return `${method}/${matches.segments.join("/")}`;
}
