import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { destroyOnEnd } from "./shared/destroy-on-end";

/** The most requests that are kept. Further ones are asked to come again. */
const MAX_KEPT = 1000;

const COME_AGAIN =
  "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\r\n";

/** Requests that came before there was anything to answer them. */
export interface EarlyRequests {
  /** Has requests answered by the listeners that the server has by now: those that `isReady` names, or all from now on. */
  release(isReady?: (request: IncomingMessage) => boolean): void;
  /** Ends the requests that are kept. */
  close(): void;
}

interface Kept {
  request: IncomingMessage;
  socket: Duplex;
  answer(): void;
}

/**
 * Keeps requests and handshakes until their service has started: a browser that reconnects across a restart connects.
 * @param isAnswered whether something answers a request already.
 */
export function keepEarlyRequests(
  server: Server,
  isAnswered: (request: IncomingMessage) => boolean,
): EarlyRequests {
  const kept = new Set<Kept>();

  const isRefused = (socket: Duplex) => {
    if (kept.size < MAX_KEPT) return false;
    socket.on("error", () => undefined).once("finish", () => socket.destroy());
    socket.resume().end(COME_AGAIN);
    return true;
  };
  const keep = (request: IncomingMessage, socket: Duplex, answer: () => void) => {
    const one: Kept = { request, socket, answer };
    kept.add(one);
    socket.on("error", () => socket.destroy()).once("close", () => kept.delete(one));
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (isAnswered(request) || isRefused(request.socket)) return;
    keep(request, request.socket, () => server.emit("request", request, response));
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isRefused(socket)) return;
    // Whoever gave up is not in the way of those that still wait.
    const stopWatching = destroyOnEnd(socket);
    keep(request, socket, () => {
      stopWatching();
      server.emit("upgrade", request, socket, head);
    });
  };
  const start = () => server.on("request", onRequest).on("upgrade", onUpgrade);
  const stop = () => server.off("request", onRequest).off("upgrade", onUpgrade);
  start();

  return {
    release(isReady) {
      const ready = [...kept].filter(({ request }) => isReady?.(request) ?? true);
      stop();
      for (const one of ready) {
        kept.delete(one);
        one.answer();
      }
      if (isReady) start();
    },
    close() {
      stop();
      for (const { socket } of kept) socket.destroy();
    },
  };
}
