import type { WebSocket } from "ws";
import { MAX_BUFFERED_BYTES, MAX_FRAME_BYTES } from "./limits";

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
  /** Tells `$disconnect` how the connection ended, the first time it is called; set while it is open. */
  end: ((closed: Closed) => void) | undefined;
}

/** How a connection ended. */
export interface Closed {
  code: number;
  reason: string;
  /** Who ended it. */
  closedBy: "gateway" | "connection";
}

/** The connections that are open or about to be, by ID. */
export type Connections = Map<string, Connection>;

/** Whether the connection takes messages: not before `$connect` has ended, and not while it closes. */
export function isOpen({ webSocket }: Connection): boolean {
  return webSocket !== undefined && webSocket.readyState === webSocket.OPEN;
}

/** Whether so much waits to be read by the other end that no more is taken for it. */
export function isFull({ webSocket }: Connection): boolean {
  return webSocket !== undefined && webSocket.bufferedAmount > MAX_BUFFERED_BYTES;
}

/** Notes a message to or from a connection. */
export function touch(connection: Connection, nowMs: number): void {
  connection.lastActiveAt = connection.lastTrafficAt = nowMs;
}

/**
 * Sends a text message, in frames as large as the other end may send.
 * @returns false if the connection takes no message now.
 */
export function sendText(connection: Connection, text: string, nowMs: number): boolean {
  if (!isOpen(connection) || isFull(connection)) return false;
  touch(connection, nowMs);
  const bytes = Buffer.from(text);
  // Unconfirmed: the size of the frames of a large message to a connection; here 32 KB.
  for (let at = 0, fin = false; !fin; at += MAX_FRAME_BYTES) {
    const end = at + MAX_FRAME_BYTES;
    fin = end >= bytes.length;
    connection.webSocket!.send(bytes.subarray(at, end), { binary: false, fin });
  }
  return true;
}

/** Closes from the gateway's side; `$disconnect` gets the same code and reason, and waits for no answer. */
export function closeConnection(connection: Connection, code: number, reason: string): void {
  if (!isOpen(connection)) return;
  connection.webSocket!.close(code, reason);
  connection.end!({ code, reason, closedBy: "gateway" });
}
