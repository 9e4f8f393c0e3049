import type { Connection, ConnectionStore } from "./stores/connection-store";

/**
 * Counts messages in the store, where all execution environments see them. Once a connection is over its limit,
 * an environment remembers that for the rest of the second: a flood costs no further writes.
 * @param perSecond messages that a connection may send in a second; 0 means any number.
 * @returns a function that tells how far over the limit a message is: 0 means within it, 1 that it is the first.
 */
export function messageLimit(store: Pick<ConnectionStore, "count">, perSecond: number) {
  const over = { second: 0, connections: new Set<string>() };
  return async (sender: Connection, nowMs: number): Promise<number> => {
    if (perSecond === 0) return 0;
    const second = Math.floor(nowMs / 1000);
    if (second !== over.second) {
      over.second = second;
      over.connections.clear();
    }
    if (over.connections.has(sender.connectionId)) return Infinity;
    const excess = (await store.count(sender, nowMs)) - perSecond;
    if (excess > 0) over.connections.add(sender.connectionId);
    return Math.max(0, excess);
  };
}
