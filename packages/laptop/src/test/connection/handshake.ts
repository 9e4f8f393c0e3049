import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { WebSocket } from "ws";
import type { Recording } from "../recording";
import { HandshakeRefused, type HandshakeOptions } from "./handshake-refused";

/** A WebSocket that is open, with the TCP connection beneath. */
export interface Opened {
  webSocket: WebSocket;
  socket: Socket;
}

/**
 * @param prepare gets the WebSocket before anything arrives on it.
 * @throws HandshakeRefused
 */
export function openWebSocket(
  url: string,
  { headers = {}, protocols = [] }: HandshakeOptions,
  recording: Recording,
  prepare: (webSocket: WebSocket) => void,
): Promise<Opened> {
  const webSocket = new WebSocket(url, protocols, { headers, perMessageDeflate: false });
  prepare(webSocket);
  return new Promise<Opened>((resolve, reject) => {
    let socket: Socket;
    webSocket.once("upgrade", (response) => (socket = response.socket));
    webSocket.once("open", () => resolve({ webSocket, socket }));
    webSocket.once("unexpected-response", (_request, response) => {
      refusalOf(response, recording).then(reject, reject);
    });
    // Whoever waits for a message learns of a later error by the close.
    webSocket.on("error", (error) => reject(recording.failure(error.message)));
  });
}

async function refusalOf(response: IncomingMessage, recording: Recording): Promise<Error> {
  const { statusCode = 0, headers } = response;
  const body = await text(response);
  const message = `The handshake was refused with ${statusCode}: ${body}\n${recording.tail()}`;
  return new HandshakeRefused(message, statusCode, headers as Record<string, string>, body);
}
