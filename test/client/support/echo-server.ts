import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

/** A page, and WebSockets that answer: a ping by a pong, whatever has an ID by a reply. */
export async function serve(page: string) {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8").end(page);
  });
  const sockets: WebSocket[] = [];
  /** The payload length of each frame, by its first header. */
  const frames: number[] = [];
  let listener: (socket: WebSocket, action: string) => void = () => undefined;
  const upgrades = new WebSocketServer({ server });
  upgrades.on("connection", (socket, { socket: raw }: { socket: Socket }) => {
    sockets.push(socket);
    countFrames(raw, frames);
    socket.on("message", (data: Buffer) => {
      const { action, id } = JSON.parse(data.toString()) as { action: string; id?: string };
      listener(socket, action);
      const answer = action === "ping" ? { type: "pong" } : { type: "reply", replyTo: id, action };
      socket.send(JSON.stringify(answer));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    page: `http://127.0.0.1:${port}/`,
    url: `ws://127.0.0.1:${port}/`,
    sockets,
    frames,
    onMessage(called: typeof listener) {
      listener = called;
    },
    /** The next connection. */
    connected: async () => ((await once(upgrades, "connection")) as [WebSocket])[0],
    close() {
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

function countFrames(socket: Socket, frames: number[]): void {
  let rest = Buffer.alloc(0);
  socket.prependListener("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      if (rest.length < 14) return;
      const short = rest[1]! & 0x7f;
      const bytes =
        short === 127
          ? Number(rest.readBigUInt64BE(2))
          : short === 126
            ? rest.readUInt16BE(2)
            : short;
      const header = short === 127 ? 14 : short === 126 ? 8 : 6;
      if (rest.length < header + bytes) return;
      frames.push(bytes);
      rest = rest.subarray(header + bytes);
    }
  });
}
