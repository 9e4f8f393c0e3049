/** One connection that API Gateway holds. */
export interface Connection {
  connectionId: string;
  /** When the connection was made, in milliseconds since 1970. */
  connectedAt: number;
}

/** Remembers who is connected, because an execution environment forgets. */
export interface ConnectionStore {
  /** Adds a connection, or overwrites the one with the same ID. It is listed from then on. */
  add(connection: Connection): Promise<void>;
  /**
   * Removes this connection. One that was made at another time under the same ID stays. A connection
   * that is not stored is not an error.
   */
  remove(connection: Connection): Promise<void>;
  /** Everyone connected, page by page: a page is read when the one before it is used up. */
  list(): AsyncIterable<Connection[]>;
}

/**
 * Seconds after which a connection is forgotten even if its `$disconnect` was lost. API Gateway ends
 * every connection after 2 hours; the rest is a margin for clocks.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const CONNECTION_LIFETIME_SECONDS = 2 * 60 * 60 + 10 * 60;

/** When the store forgets a connection, in seconds since 1970. */
export function expiresAt(connectedAtMs: number): number {
  return Math.ceil(connectedAtMs / 1000) + CONNECTION_LIFETIME_SECONDS;
}
