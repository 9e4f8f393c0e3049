import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

export interface CarelessServer {
  /** `127.0.0.1:PORT` */
  host: string;
  /** How many requests and WebSockets it has taken. */
  taken(): number;
  close(): void;
}

/** Does what everyone asks and lets every page read the answer: what attacks must work on. */
export async function startCarelessServer(): Promise<CarelessServer> {
  let taken = 0;
  const server = createServer((request, response) => {
    if (request.method !== "OPTIONS") taken++;
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "*, Authorization");
    response.setHeader("Access-Control-Allow-Methods", "*");
    response.setHeader("Content-Type", "text/html").end("secret");
  });
  const webSockets = new WebSocketServer({ server }).on("connection", () => taken++);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => taken,
    close() {
      for (const webSocket of webSockets.clients) webSocket.terminate();
      server.close();
      server.closeAllConnections();
    },
  };
}
