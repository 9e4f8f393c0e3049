import { expiresAt, type Connection, type ConnectionStore } from "../connection-store";

/**
 * A connection store for tests, in the memory of this process.
 * @param pageSize connections a page; DynamoDB's pages are 1 MB.
 */
export function memoryConnectionStore(pageSize = 1000): ConnectionStore {
  const connections = new Map<string, Connection>();
  /** Messages in the last second with any, by connection. */
  const counts = new WeakMap<Connection, { second: number; messages: number }>();
  return {
    async add(connection) {
      connections.set(connection.connectionId, connection);
    },
    async remove({ connectionId, connectedAt }) {
      const stored = connections.get(connectionId);
      if (stored?.connectedAt === connectedAt) connections.delete(connectionId);
    },
    async has({ connectionId, connectedAt }) {
      return connections.get(connectionId)?.connectedAt === connectedAt;
    },
    async count({ connectionId, connectedAt }, nowMs, weight) {
      const stored = connections.get(connectionId);
      if (stored?.connectedAt !== connectedAt) return weight;
      const second = Math.floor(nowMs / 1000);
      const last = counts.get(stored);
      const isOver = !last || last.second < second;
      const before = isOver ? { second, messages: 0 } : last;
      const count = { ...before, messages: before.messages + weight };
      counts.set(stored, count);
      return count.messages;
    },
    async *list() {
      const nowSeconds = Date.now() / 1000;
      const live = [...connections.values()].filter((c) => expiresAt(c.connectedAt) > nowSeconds);
      for (let i = 0; i < live.length; i += pageSize) yield live.slice(i, i + pageSize);
    },
  };
}
