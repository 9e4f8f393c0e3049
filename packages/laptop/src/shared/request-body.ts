import type { IncomingMessage } from "node:http";

/**
 * Reads the whole body of a request.
 * @returns undefined if it is larger than `maxBytes`; never settles if the other end breaks off.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
    });
    request.on("end", () => {
      if (bytes > maxBytes) resolve(undefined);
      else resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    });
    // Nobody waits for the answer any more.
    request.on("error", () => undefined);
  });
}
