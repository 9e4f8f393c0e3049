import {
  EXCESS_LASTS_MS,
  expiresAt,
  type Connection,
  type ConnectionStore,
} from "../connection-store";

/**
 * A connection store for tests, in the memory of this process.
 * @param pageSize connections a page; DynamoDB's pages are 1 MB.
 */
export function memoryConnectionStore(pageSize = 1000): ConnectionStore {
  const connections = new Map<string, Connection>();
  /** When each connection owes nothing any more, and when it was told of its limit. */
  const accounts = new WeakMap<Connection, { paidAtMs: number; toldAtMs: number }>();
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
    async find(connectionId) {
      return connections.get(connectionId);
    },
    async charge({ connectionId, connectedAt }, nowMs, { costMs, mostMs }) {
      const stored = connections.get(connectionId);
      if (stored?.connectedAt !== connectedAt) return "none";
      const account = accounts.get(stored) ?? { paidAtMs: -Infinity, toldAtMs: -Infinity };
      accounts.set(stored, account);
      const paidAtMs = Math.max(nowMs, account.paidAtMs) + costMs;
      if (paidAtMs <= nowMs + mostMs) {
        account.paidAtMs = paidAtMs;
        return "none";
      }
      const isTold = account.toldAtMs > nowMs - EXCESS_LASTS_MS;
      if (!isTold) account.toldAtMs = nowMs;
      return isTold ? "further" : "first";
    },
    async *list() {
      const nowSeconds = Date.now() / 1000;
      const live = [...connections.values()].filter((c) => expiresAt(c.connectedAt) > nowSeconds);
      for (let i = 0; i < live.length; i += pageSize) yield live.slice(i, i + pageSize);
    },
  };
}
