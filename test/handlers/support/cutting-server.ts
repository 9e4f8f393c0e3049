import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Where a post is cut: after so many bytes of the request, or of the answer. */
export type Cut = { request: number } | { answer: number };

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

/** So many bytes of an answer tell its status: the head is whole. */
export const ANSWER_HEAD_BYTES = ANSWER.indexOf("\r\n\r\n") + 4;
export const ANSWER_BYTES = ANSWER.length;

export interface CuttingServer {
  port: number;
  /** How often each connection was sent the message. */
  copies: Map<string, number>;
  close(): Promise<void>;
}

/**
 * A management API that breaks off.
 * @param cuts what happens to the posts to each connection, one after the other; later ones succeed.
 * @param port 0 for any.
 */
export async function startCuttingServer(
  cuts: Map<string, Cut[]>,
  port = 0,
): Promise<CuttingServer> {
  const copies = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    let received = "";
    let cut: Cut | undefined;
    socket.on("data", (data) => {
      received += data.toString("latin1");
      const connectionId = /@connections\/(\S+)/.exec(received)?.[1];
      const [, bytes] = /content-length: (\d+)/.exec(received) ?? [];
      const headEnd = received.indexOf("\r\n\r\n") + 4;
      if (connectionId === undefined || bytes === undefined || headEnd < 4) return;
      cut ??= cuts.get(connectionId)?.shift();
      const length = headEnd + Number(bytes);
      if (cut && "request" in cut && cut.request < length) return void socket.resetAndDestroy();
      if (received.length < length) return;
      received = received.slice(length);
      copies.set(connectionId, (copies.get(connectionId) ?? 0) + 1);
      if (!cut || !("answer" in cut)) socket.write(ANSWER);
      else socket.end(ANSWER.slice(0, cut.answer));
      cut = undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    copies,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
