import type { Identity } from "../authorization/identity";

/** One connection that API Gateway holds. */
export interface Connection {
  connectionId: string;
  /** When the connection was made, in milliseconds since 1970. */
  connectedAt: number;
  /** Who opened it, if an authorizer was asked. Only `add`, `find` and `list` use it. */
  identity?: Identity;
}

/** What a message costs: time that has to pass, in milliseconds. */
export interface Price {
  costMs: number;
  /** The most that a connection may owe, this message included. */
  mostMs: number;
}

/** Whether a message is above the limit: the first of a second that is, or a further one. */
export type Excess = "none" | "first" | "further";

/** Messages above the limit that come within so long of the first are further ones, in milliseconds. */
export const EXCESS_LASTS_MS = 1000;

/** Holds everyone connected, because an execution environment keeps no state. */
export interface ConnectionStore {
  /** Adds a connection, or overwrites the one with the same ID. It is listed from then on. */
  add(connection: Connection): Promise<void>;
  /**
   * Removes this connection. A later one under the same ID stays. It is no error if none is stored.
   */
  remove(connection: Connection): Promise<void>;
  /** Whether this connection is stored, and no later one under the same ID. */
  has(connection: Connection): Promise<boolean>;
  /** The connection that is stored under an ID, expired or not. */
  find(connectionId: string): Promise<Connection | undefined>;
  /**
   * Charges a connection for a message. A message with which it would owe too much is above the limit, and is
   * not charged. A connection that is not stored has no limit.
   */
  charge(connection: Connection, nowMs: number, price: Price): Promise<Excess>;
  /** Everyone connected, page by page. A page is read when the one before has been used. */
  list(): AsyncIterable<Connection[]>;
}

/**
 * Seconds after which a connection is deleted even if its `$disconnect` was lost. API Gateway ends every
 * connection after 2 hours; the rest allows for clocks that differ.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const CONNECTION_LIFETIME_SECONDS = 2 * 60 * 60 + 10 * 60;

/** When the store deletes a connection, in seconds since 1970. */
export function expiresAt(connectedAtMs: number): number {
  return Math.ceil(connectedAtMs / 1000) + CONNECTION_LIFETIME_SECONDS;
}
