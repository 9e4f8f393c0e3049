import type { WebSocket } from "ws";
import { MAX_BUFFERED_BYTES, MAX_FRAME_BYTES } from "./limits";

/** A WebSocket connection, from the start of its handshake. */
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
  /** When a message was last received or sent. */
  lastActiveAt: number;
  /** The same with control frames, for the idle timeout. */
  lastTrafficAt: number;
  /** The context that the authorizer returned; every later event carries it. */
  authorizer: Record<string, string> | undefined;
  /** Undefined until `$connect` has accepted the connection. */
  webSocket: WebSocket | undefined;
  /** Reports how the connection ended to `$disconnect`. Only the first call counts. Set once it is open. */
  end: ((closed: Closed) => void) | undefined;
}

/** How a connection ended. */
export interface Closed {
  code: number;
  reason: string;
  /** Who ended it. */
  closedBy: "gateway" | "connection";
}

/** Connections by ID, from the start of their handshakes. */
export type Connections = Map<string, Connection>;

/** Whether the connection takes messages: after `$connect` has ended, until it closes. */
export function isOpen({ webSocket }: Connection): boolean {
  return webSocket !== undefined && webSocket.readyState === webSocket.OPEN;
}

/** Whether so many bytes are unsent that no more are buffered. */
export function isFull({ webSocket }: Connection): boolean {
  return webSocket !== undefined && webSocket.bufferedAmount > MAX_BUFFERED_BYTES;
}

/** Records that a message was sent or received. */
export function touch(connection: Connection, nowMs: number): void {
  connection.lastActiveAt = connection.lastTrafficAt = nowMs;
}

/**
 * Sends a text message, in frames of the size that connections may send themselves.
 * @returns false if the connection is not open or its buffer is full.
 */
export function sendText(connection: Connection, text: string, nowMs: number): boolean {
  if (!isOpen(connection) || isFull(connection)) return false;
  touch(connection, nowMs);
  const bytes = Buffer.from(text);
  // Unconfirmed [frame-size]: the size of the frames of a large message to a connection; here 32 KB.
  for (let at = 0, fin = false; !fin; at += MAX_FRAME_BYTES) {
    const end = at + MAX_FRAME_BYTES;
    fin = end >= bytes.length;
    connection.webSocket!.send(bytes.subarray(at, end), { binary: false, fin });
  }
  return true;
}

/** Sends a Close. `$disconnect` follows at once with the same code and reason. */
export function closeConnection(connection: Connection, code: number, reason: string): void {
  if (!isOpen(connection)) return;
  connection.webSocket!.close(code, reason);
  connection.end!({ code, reason, closedBy: "gateway" });
}
