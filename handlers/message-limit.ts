import type { Connection, ConnectionStore } from "./stores/connection-store";

/** A second of waiting counts as so many messages: the waits of one connection hold few environments. */
const MESSAGES_PER_SECOND_OF_WAIT = 2;

/** How far a message is above the limit: the first that is, or a later one of the same second. */
export type Excess = "none" | "first" | "further";

/**
 * Counts messages in the store, where all execution environments see them. Once a connection is over its limit,
 * an environment remembers that for the rest of the second: a flood costs no further writes.
 * @param perSecond messages that a connection may send in a second; 0 means any number.
 * @returns a function that counts a message, which may ask for so many seconds of waiting.
 */
export function messageLimit(store: Pick<ConnectionStore, "count">, perSecond: number) {
  const over = { second: 0, connections: new Set<string>() };
  return async (sender: Connection, waitSeconds: number, nowMs: number): Promise<Excess> => {
    if (perSecond === 0) return "none";
    const second = Math.floor(nowMs / 1000);
    if (second !== over.second) {
      over.second = second;
      over.connections.clear();
    }
    if (over.connections.has(sender.connectionId)) return "further";
    // A single wait is always within the limit.
    const weight = Math.max(1, Math.min(perSecond, MESSAGES_PER_SECOND_OF_WAIT * waitSeconds));
    const counted = await store.count(sender, nowMs, weight);
    if (counted <= perSecond) return "none";
    over.connections.add(sender.connectionId);
    return counted - weight <= perSecond ? "first" : "further";
  };
}
