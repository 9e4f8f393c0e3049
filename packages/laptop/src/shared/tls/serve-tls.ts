import type { Server } from "node:http";
import type { Socket } from "node:net";
import { createSecureContext, createServer, type Server as TlsServer } from "node:tls";
import type { KeyPair } from "./certificates";

/** The first byte of a TLS connection: a record of the type "handshake". No HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16;

/** As long as Node.js waits for the headers of a request. */
const FIRST_BYTE_TIMEOUT_MS = 60_000;

/**
 * Serves TLS on the port of an HTTP server beside plain text. Requests reach the same listeners.
 * @param certificateFor finds the certificate for the name that a connection asks for, if it asks for any.
 * @returns a function that ends the connections that the HTTP server does not know: call it before its own.
 */
export function serveTls(
  server: Server,
  certificateFor: (name?: string) => Promise<KeyPair>,
): () => void {
  const [serve] = server.listeners("connection") as ((socket: Socket) => void)[];
  const unknown = new Set<Socket>();
  let starting: Promise<TlsServer> | undefined;

  const startTls = async () => {
    const { certificate: cert, key } = await certificateFor();
    const secure = createServer({
      cert,
      key,
      ALPNProtocols: ["http/1.1"],
      SNICallback(name, respond) {
        certificateFor(name)
          .then(({ certificate, key }) => createSecureContext({ cert: certificate, key }))
          .then((context) => respond(null, context), respond);
      },
    });
    return secure.on("secureConnection", (socket) => serve!.call(server, socket));
  };

  const decide = (socket: Socket) => {
    const bytes = socket.read() as Buffer | null;
    if (!bytes) return void socket.destroy();
    socket.unshift(bytes);
    if (bytes[0] !== TLS_HANDSHAKE) {
      unknown.delete(socket);
      socket.off("error", ignore);
      return serve!.call(server, socket);
    }
    starting ??= startTls();
    starting.then(
      (secure) => secure.emit("connection", socket),
      () => socket.destroy(),
    );
  };

  server.removeListener("connection", serve!).on("connection", (socket) => {
    unknown.add(socket);
    const giveUp = () => socket.destroy();
    socket
      .on("error", ignore)
      .once("close", () => unknown.delete(socket))
      .setTimeout(FIRST_BYTE_TIMEOUT_MS, giveUp)
      .once("readable", () => {
        socket.setTimeout(0).off("timeout", giveUp);
        decide(socket);
      });
  });
  return () => {
    for (const socket of unknown) socket.destroy();
  };
}

function ignore(): void {
  // The socket closes, and nobody waits for it yet.
}
