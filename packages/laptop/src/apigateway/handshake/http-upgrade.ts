import type { IncomingMessage } from "node:http";

/** Why a request is no WebSocket handshake (RFC 6455, section 4.2.1); undefined if it is one. */
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

/** The header lines of an accepted handshake as API Gateway writes them, made of those that `ws` wrote. */
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

/** The values of a header whose name may be written in any case. */
export function headerValues(headers: Record<string, string>, name: string): string[] {
  return Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === name ? [value] : [],
  );
}
