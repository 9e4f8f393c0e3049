import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { MAX_BUFFERED_BYTES } from "./limits";
import { textFrames } from "./message/text-frames";

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
  /** What `webSocket` reads and writes. */
  socket: Duplex | undefined;
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
 * Sends a text message. Connections negotiate no extension, so that everyone gets the same frames.
 * @returns false if the connection takes no message now.
 */
export function sendText(connection: Connection, text: string, nowMs: number): boolean {
  if (!isOpen(connection) || isFull(connection)) return false;
  touch(connection, nowMs);
  connection.socket!.write(textFrames(text));
  return true;
}

/** Closes from the gateway's side; `$disconnect` gets the same code and reason, and waits for no answer. */
export function closeConnection(connection: Connection, code: number, reason: string): void {
  if (!isOpen(connection)) return;
  connection.webSocket!.close(code, reason);
  connection.end!({ code, reason, closedBy: "gateway" });
}
