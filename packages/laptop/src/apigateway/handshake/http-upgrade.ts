import type { IncomingMessage } from "node:http";

/**
 * Why a request is not a WebSocket handshake; undefined if it is one.
 * https://datatracker.ietf.org/doc/html/rfc6455#section-4.2.1
 */
export function handshakeFault({ method, headers }: IncomingMessage): string | undefined {
  if (method !== "GET") return "The method must be GET";
  if (headers.upgrade?.toLowerCase() !== "websocket") {
    return 'The header Upgrade must be "websocket"';
  }
  if (headers["sec-websocket-version"] !== "13") {
    return 'The header Sec-WebSocket-Version must be "13"';
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "")) {
    return "The header Sec-WebSocket-Key is not valid";
  }
  return undefined;
}

/** The header lines of an accepted handshake as API Gateway writes them. @param lines what `ws` would write. */
export function acceptedHeaders(lines: string[]): string[] {
  const value = (name: string) =>
    lines.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2);
  const subprotocol = value("sec-websocket-protocol");
  return [
    lines[0]!,
    `date: ${new Date().toUTCString()}`,
    "connection: upgrade",
    "upgrade: websocket",
    `sec-websocket-accept: ${value("sec-websocket-accept")}`,
    ...(subprotocol === undefined ? [] : [`sec-websocket-protocol: ${subprotocol}`]),
  ];
}
