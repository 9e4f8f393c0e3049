import type { Stage } from "../../model/model";
import type { EventType, RequestContext } from "../integration/events";
import type { Fault } from "../responses";

/** An event of a connection, or a call of the management API, that has ended. */
export interface EndedEvent {
  apiId: string;
  stage: Stage;
  routeKey: string;
  eventType: EventType;
  /** Its `requestContext`, which only the access log needs. */
  requestContext(): object;
}

/** How it ended. */
export interface EventResult {
  status: number;
  fault?: Pick<Fault, "message" | "responseType"> | undefined;
  /** Undefined if no integration was called, or a mock one. */
  integrationLatencyMs?: number | undefined;
  /** `$context.authorizer`, `$context.authorize` and `$context.authenticate`. */
  authorization?: Record<string, object> | undefined;
  /** Whether a message was sent to the connection: a route response, or a post. */
  isSent?: boolean;
}

export function endedEvent(stage: Stage, context: RequestContext): EndedEvent {
  const { apiId, routeKey, eventType } = context;
  return { apiId, stage, routeKey, eventType, requestContext: () => context };
}
