import type { Stage } from "../../model/model";
import { logAccess } from "./access-log";
import type { EventType, RequestContext } from "../integration/events";
import type { Fault } from "../responses";
import type { GatewayState } from "../state";

/** An event or a call of the management API that has ended. */
export interface Observed {
  apiId: string;
  stage: Stage;
  routeKey: string;
  eventType: EventType;
  /** Its `requestContext`, which only the access log needs. */
  requestContext(): object;
}

export function observedEvent(stage: Stage, context: RequestContext): Observed {
  const { apiId, routeKey, eventType } = context;
  return { apiId, stage, routeKey, eventType, requestContext: () => context };
}

/** How it ended. */
export interface Ended {
  status: number;
  fault?: Pick<Fault, "message" | "responseType"> | undefined;
  /** Undefined if no integration was called, or a mock one. */
  integrationLatencyMs?: number | undefined;
  /** `$context.authorizer`, `$context.authorize` and `$context.authenticate`. */
  authorization?: Record<string, object> | undefined;
  /** Whether a message was sent to the connection: an answer, or what was posted. */
  isSent?: boolean;
}

/** Counts it in the metrics of its stage, and writes it to the stage's access log. */
export function observe(
  observed: Observed,
  ended: Ended,
  { metrics, journal }: Pick<GatewayState, "metrics" | "journal">,
): void {
  metrics.count(observed, ended);
  const { stage, requestContext } = observed;
  if (stage.accessLog) logAccess(stage.accessLog, journal, requestContext(), ended);
}
