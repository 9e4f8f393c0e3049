import type { IncomingMessage } from "node:http";

/**
 * Reads a request to its end. Never settles if the other end breaks off: nobody waits for an answer then.
 * @returns how many bytes it had, and the body unless it is larger than `maxBytes`.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<{ bytes: number; body: Buffer | undefined }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
    });
    request.on("end", () => {
      resolve({ bytes, body: bytes > maxBytes ? undefined : Buffer.concat(chunks) });
    });
    request.on("error", () => undefined);
  });
}
