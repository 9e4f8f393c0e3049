import type { Journal } from "../../shared/journal";
import { logAccess } from "./access-log";
import type { EndedEvent, EventResult } from "./ended-event";
import type { Metrics } from "./metrics";

/** Counts an event in the metrics of its stage, and writes it to the stage's access log. */
export function recordEvent(
  event: EndedEvent,
  result: EventResult,
  { metrics, journal }: { metrics: Metrics; journal: Journal },
): void {
  metrics.count(event, result);
  const { stage, requestContext } = event;
  if (stage.accessLog) logAccess(stage.accessLog, journal, requestContext(), result);
}
