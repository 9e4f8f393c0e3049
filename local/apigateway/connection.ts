import type { WebSocket } from "ws";
import type { Stage } from "../model/model";

/** One WebSocket connection, from the start of its handshake on. */
export interface Connection {
  readonly id: string;
  readonly apiId: string;
  readonly stage: Stage;
  /** `HOST:PORT` that the connection was made to. */
  readonly domainName: string;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
  lastActiveAt: number;
  /** Undefined until `$connect` has accepted the connection. */
  webSocket: WebSocket | undefined;
  /** Set when the gateway itself closed the connection: what `$disconnect` is told. */
  closedBy: { code: number; reason: string } | undefined;
}

/** The connections that are open or about to be, by ID. */
export type Connections = Map<string, Connection>;

/** Closes from the gateway's side; `$disconnect` gets the same code and reason. */
export function closeConnection(connection: Connection, code: number, reason: string): void {
  connection.closedBy = { code, reason };
  connection.webSocket?.close(code, reason);
}
