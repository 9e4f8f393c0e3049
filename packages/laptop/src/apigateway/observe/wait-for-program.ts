import type { EventType } from "../integration/events";
import type { GatewayState } from "../state";

/**
 * Waits while a change of the program is being loaded, so that an event runs the new code.
 * @returns the milliseconds that it waited, for the journal; nothing if there was no change.
 */
export async function waitForProgram(
  eventType: EventType | "REQUEST",
  connectionId: string | null,
  { settled, clock, journal }: GatewayState,
): Promise<{ waitedMs?: number }> {
  const isSettled = settled();
  if (!isSettled) return {};
  journal.record("apigateway", "wait", { connectionId, eventType });
  const sinceMs = clock.now();
  await isSettled;
  return { waitedMs: clock.now() - sinceMs };
}
