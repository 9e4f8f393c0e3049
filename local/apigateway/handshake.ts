import { STATUS_CODES, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { requestId } from "./ids";

/** Why a request is no WebSocket handshake (RFC 6455, section 4.2.1); undefined if it is one. */
export function handshakeFault({ method, headers }: IncomingMessage): string | undefined {
  if (method !== "GET") return "The method must be GET";
  if (headers.upgrade?.toLowerCase() !== "websocket")
    return 'The header Upgrade must be "websocket"';
  if (headers["sec-websocket-version"] !== "13")
    return 'The header Sec-WebSocket-Version must be "13"';
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? ""))
    return "Sec-WebSocket-Key is not valid";
  return undefined;
}

/** Refuses a handshake with a status and a JSON body, in the headers that API Gateway sends. */
export function refuse(socket: Duplex, status: number, body: string, id = requestId()): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}`,
    `date: ${new Date().toUTCString()}`,
    "content-type: application/json; charset=UTF-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: keep-alive",
    `x-amz-apigw-id: ${id}`,
  ];
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** The body of a refusal, and of an error frame: API Gateway writes a space after the first colon only. */
export function errorBody(message: string, connectionId: string, id: string): string {
  return `{"message": ${JSON.stringify(message)}, "connectionId":"${connectionId}", "requestId":"${id}"}`;
}

/** The header Sec-WebSocket-Protocol of the function's answer: the only one that passes. */
export function subprotocolOf(headers: Record<string, string>): string | undefined {
  return Object.entries(headers).find(
    ([name]) => name.toLowerCase() === "sec-websocket-protocol",
  )?.[1];
}
