import type { Charge, Connection, ConnectionStore } from "./stores/connection-store";

/** A second of waiting counts as so many messages: the waits of one connection hold few environments. */
const MESSAGES_PER_SECOND_OF_WAIT = 2;

/** What may be sent at once after a pause: the messages of a second. */
const MOST_MS = 1000;

/**
 * Limits how fast a connection sends, in the store, where all execution environments see it: after a pause, the
 * messages of a second may come at once, and then one each time that one is paid off. So a flood is spread over
 * the second, and others hardly notice it. Once a connection is over its limit, an environment remembers how
 * long: a flood costs few further writes.
 * https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 * @param perSecond messages that a connection may send in a second; 0 means any number.
 * @returns a function that charges for a message, which may ask for so many seconds of waiting, and tells how
 *   far it is above the limit.
 */
export function messageLimit(store: Pick<ConnectionStore, "charge">, perSecond: number) {
  /** When those that were over their limit owe nothing any more. */
  const over = new Map<string, number>();
  return async (
    sender: Connection,
    waitSeconds: number,
    nowMs: number,
  ): Promise<Charge["excess"]> => {
    if (perSecond === 0) return "none";
    const weight = Math.max(1, MESSAGES_PER_SECOND_OF_WAIT * waitSeconds);
    // A single wait is always within the limit.
    const costMs = Math.min(MOST_MS, Math.floor((weight * 1e6) / perSecond) / 1000);
    if ((over.get(sender.connectionId) ?? 0) + costMs > nowMs + MOST_MS) return "further";
    const { excess, paidAtMs } = await store.charge(sender, nowMs, { costMs, mostMs: MOST_MS });
    over.delete(sender.connectionId);
    if (excess === "none") return excess;
    for (const [connectionId, paid] of over) {
      if (paid > nowMs) break;
      over.delete(connectionId);
    }
    over.set(sender.connectionId, paidAtMs);
    return excess;
  };
}
