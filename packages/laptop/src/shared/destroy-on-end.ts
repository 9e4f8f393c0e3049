import type { Duplex } from "node:stream";

/**
 * Destroys a socket whose other end goes away while nobody reads from it, as during a handshake that waits. Bytes that
 * come meanwhile are kept for whoever reads later.
 * @returns stops watching.
 */
export function destroyOnEnd(socket: Duplex): () => void {
  const destroy = () => socket.destroy();
  // Without any bytes, it is the end.
  const onReadable = () => socket.readableLength > 0 || destroy();
  socket.on("readable", onReadable).on("end", destroy);
  return () => socket.off("readable", onReadable).off("end", destroy);
}
