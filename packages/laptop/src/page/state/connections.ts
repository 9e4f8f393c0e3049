import type { Entry } from "./entry";

export interface ConnectionState {
  id: string;
  apiId: string;
  stage: string;
  sourceIp: string;
  userAgent: string;
  /** Who the authorizer says it is; "" if it does not, or if there is none. */
  principalId: string;
  /** Milliseconds since 1970 on the runtime's clock. */
  connectedAt: number;
  /** The time of the last message in either direction. */
  lastActiveAt: number;
  /** The same, including pings: the idle timeout starts here. */
  lastTrafficAt: number;
  messagesIn: number;
  messagesOut: number;
  closed: { at: number; code: number; reason: string; by: string } | undefined;
}

/** The most closed connections that are kept. */
const MAX_CLOSED = 50;

/** Open and closed connections, read from the journal. */
export class Connections {
  readonly open = new Map<string, ConnectionState>();
  /** The latest first. */
  readonly closed: ConnectionState[] = [];

  apply(entry: Entry, at: number): void {
    if (entry.service !== "apigateway") return;
    const id = String(entry.connectionId);
    if (entry.event === "connect") return this.#connect(entry, id, at);
    const connection = this.open.get(id);
    if (!connection) return;
    switch (entry.event) {
      case "message":
        connection.messagesIn++;
        return touch(connection, at);
      case "post":
      case "routeResponse":
      case "errorFrame":
        connection.messagesOut++;
        return touch(connection, at);
      case "ping":
        connection.lastTrafficAt = at;
        return;
      case "disconnect":
        return this.#disconnect(connection, entry, at);
    }
  }

  #connect(entry: Entry, id: string, at: number): void {
    const earlier = entry.earlier as
      | { messagesIn: number; messagesOut: number; lastActiveAt: string }
      | undefined;
    const lastActiveAt = earlier ? Date.parse(earlier.lastActiveAt) : at;
    this.open.set(id, {
      id,
      apiId: String(entry.apiId),
      stage: String(entry.stage),
      sourceIp: String(entry.sourceIp),
      userAgent: entry.userAgent === undefined ? "" : String(entry.userAgent),
      principalId: entry.principalId === undefined ? "" : String(entry.principalId),
      connectedAt: at,
      lastActiveAt,
      lastTrafficAt: lastActiveAt,
      messagesIn: earlier?.messagesIn ?? 0,
      messagesOut: earlier?.messagesOut ?? 0,
      closed: undefined,
    });
  }

  #disconnect(connection: ConnectionState, { code, reason, closedBy }: Entry, at: number): void {
    const by = String(closedBy);
    connection.closed = { at, code: Number(code), reason: String(reason), by };
    this.open.delete(connection.id);
    this.closed.unshift(connection);
    if (this.closed.length > MAX_CLOSED) this.closed.pop();
  }
}

function touch(connection: ConnectionState, at: number): void {
  connection.lastActiveAt = connection.lastTrafficAt = at;
}
