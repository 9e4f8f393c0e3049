import type { Duplex } from "node:stream";

/** Sockets that were written to in this turn. */
let corked: Duplex[] = [];

/**
 * Writes to a socket, together with whatever else this socket is sent before `writeOut()` or the end of
 * what is running: a write costs more than what it carries.
 */
export function writeTogether(socket: Duplex, bytes: Buffer): void {
  if (socket.writableCorked === 0) {
    socket.cork();
    if (corked.length === 0) queueMicrotask(writeOut);
    corked.push(socket);
  }
  socket.write(bytes);
}

/** Writes everything out. */
export function writeOut(): void {
  const sockets = corked;
  corked = [];
  for (const socket of sockets) socket.uncork();
}
