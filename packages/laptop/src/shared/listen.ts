import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hostAndPort } from "./addresses";
import { UserError } from "./errors";

/** Starts the server. @throws UserError if the address is taken or wrong. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  // A connection that is kept alive ends when its client ends it. If the server did, a request could be on
  // its way, and its sender would see "socket hang up".
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolveListening, reject) => {
    server.once("error", reject).listen(port, host, resolveListening);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") {
      throw new UserError(
        "PORT",
        `Port ${port} is in use. Choose another with --port, or --port 0 for any free one.`,
      );
    }
    throw new UserError("PORT", `Cannot listen on "${host}", port ${port}: ${error.message}.`);
  });
}

/** `HOST:PORT` at which programs on this machine reach the server. */
export function addressOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  const host = address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address;
  return hostAndPort(host, port);
}

/** Ends every connection and stops listening. */
export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolveClosed) => {
    server.close(() => resolveClosed());
  });
}
