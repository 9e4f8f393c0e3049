import type { WebSocket } from "ws";

/** One WebSocket connection, from the start of its handshake on. */
export interface Connection {
  readonly id: string;
  readonly apiId: string;
  readonly stageName: string;
  /** Host that the connection was made to, with its port. */
  readonly domainName: string;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
  /** When a message last came or went. */
  lastActiveAt: number;
  /** The same, control frames included: what the idle timeout goes by. */
  lastTrafficAt: number;
  /** What the authorizer said of the connection, carried to every later event. */
  authorizer: Record<string, string> | undefined;
  /** Undefined until `$connect` has accepted the connection. */
  webSocket: WebSocket | undefined;
  /** Set when the gateway itself closed the connection: what `$disconnect` is told. */
  closedBy: { code: number; reason: string } | undefined;
}

/** The connections that are open or about to be, by ID. */
export type Connections = Map<string, Connection>;

/** Whether the connection takes messages: not before `$connect` has ended, and not while it closes. */
export function isOpen({ webSocket }: Connection): boolean {
  return webSocket !== undefined && webSocket.readyState === webSocket.OPEN;
}

/** Closes from the gateway's side; `$disconnect` gets the same code and reason. */
export function closeConnection(connection: Connection, code: number, reason: string): void {
  if (!isOpen(connection)) return;
  connection.closedBy = { code, reason };
  connection.webSocket!.close(code, reason);
}
