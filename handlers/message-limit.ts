import type { Connection, ConnectionStore, Excess } from "./stores/connection-store";

/** A second of waiting counts as so many messages: the waits of one connection hold few environments. */
const MESSAGES_PER_SECOND_OF_WAIT = 2;

/** What may be sent at once after a pause: the messages of a second. */
const MOST_MS = 1000;

/** Once a connection is over its limit, an environment does not ask the store for so long: a flood costs few writes. */
const ASK_AGAIN_MS = 250;

/**
 * Limits how fast a connection sends, in the store, where all execution environments see it: after a pause, the
 * messages of a second may come at once, and then a few each time that a few are paid off. So a flood is spread
 * over the second, and others hardly notice it. The time that counts is when API Gateway received a message: if many
 * wait for an execution environment, those above the limit are refused as soon as they get one.
 * https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 * @param perSecond messages that a connection may send in a second; 0 means any number.
 * @returns a function that charges for a message, which may ask for so many seconds of waiting, and tells how
 *   far it is above the limit.
 */
export function messageLimit(store: Pick<ConnectionStore, "charge">, perSecond: number) {
  /** Until when messages of those that were over their limit are not accepted, the earliest first. */
  const over = new Map<string, number>();
  return async (sender: Connection, waitSeconds: number, receivedMs: number): Promise<Excess> => {
    if (perSecond === 0) return "none";
    const weight = Math.max(1, MESSAGES_PER_SECOND_OF_WAIT * waitSeconds);
    // A single wait is always within the limit.
    const costMs = Math.min(MOST_MS, Math.floor((weight * 1e6) / perSecond) / 1000);
    for (const [connectionId, untilMs] of over) {
      if (untilMs > receivedMs) break;
      over.delete(connectionId);
    }
    if (over.has(sender.connectionId)) return "further";
    const excess = await store.charge(sender, receivedMs, { costMs, mostMs: MOST_MS });
    if (excess !== "none") over.set(sender.connectionId, receivedMs + ASK_AGAIN_MS);
    return excess;
  };
}
