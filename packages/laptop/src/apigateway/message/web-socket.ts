import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../../shared/clock";
import { closeConnection, isFull, touch, type Closed, type Connection } from "../connection";
import { limitFrames } from "./frame-limit";
import { limitLifetime } from "./lifetime";

interface Listeners {
  onMessage(body: string): void;
  onPing(): void;
  /** Called once, whoever closed. */
  onClose(closed: Closed): void;
}

/** Opens the connection: it now takes messages, within the limits of WebSocket APIs. */
export function openWebSocket(
  connection: Connection,
  { webSocket, socket }: { webSocket: WebSocket; socket: Duplex },
  clock: Clock,
  { onMessage, onPing, onClose }: Listeners,
): void {
  connection.webSocket = webSocket;
  const lifetime = limitLifetime(connection, clock);
  let hasEnded = false;
  const end = (closed: Closed) => {
    if (hasEnded) return;
    hasEnded = true;
    lifetime.cancel();
    onClose(closed);
  };
  connection.end = end;
  // Unconfirmed [too-big-reason]: the reason of the close 1009 after a message or frame that is too large; here "Message too big".
  limitFrames(socket, () => closeConnection(connection, 1009, "Message too big"));
  webSocket.on("message", (data, isBinary) => {
    if (hasEnded) return;
    touch(connection, clock.now());
    if (isBinary) closeConnection(connection, 1003, "Binary is not supported");
    else onMessage(textOf(data));
  });
  webSocket.on("ping", (data) => {
    // Unconfirmed [ping]: a ping is answered and counts as traffic for the idle timeout.
    connection.lastTrafficAt = clock.now();
    if (!isFull(connection)) webSocket.pong(data);
    onPing();
  });
  // `ws` has closed the connection with a fitting code before it emits the error.
  webSocket.on("error", (error: NodeJS.ErrnoException) => {
    const fault = faultOf(error);
    if (fault) end(fault);
  });
  // Both sides have sent a Close: do not wait for the other end to close its TCP connection.
  socket.once("finish", () => webSocket.terminate());
  webSocket.on("close", (code, reason) => {
    end({ code, reason: reasonText(code, reason), closedBy: "connection" });
  });
}

/** What `ws` closes with, where it is not 1002. */
const CODES: Record<string, number> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
};

/**
 * The close code for a frame that breaks RFC 6455; undefined if the connection was cut.
 * https://github.com/websockets/ws/blob/master/doc/ws.md#ws-error-codes
 */
function faultOf({ code = "" }: NodeJS.ErrnoException): Closed | undefined {
  if (!code.startsWith("WS_ERR_")) return undefined;
  // Unconfirmed [broken-frames]: the close 1007 after text that is not UTF-8, 1008 after a message of more than 16,384 frames, and 1002 after a frame that breaks RFC 6455.
  return { code: CODES[code] ?? 1002, reason: "", closedBy: "gateway" };
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString("utf8");
}

function reasonText(code: number, reason: Buffer): string {
  return code === 1005 ? "Client-side close frame status not set" : reason.toString("utf8");
}
