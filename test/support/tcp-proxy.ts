import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "./free-port";

/** A way to a server that can be cut, as if the server was away. */
export interface TcpProxy {
  /** `HOST:PORT` to connect to. */
  readonly address: string;
  /** Ends every connection, and refuses new ones. */
  cut(): Promise<void>;
  /** Accepts connections again, at the same address. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** @param target `HOST:PORT` of the server. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(`tcp://${target}`);
  const sockets = new Set<Socket>();
  const ownPort = await freePort();
  let server: Server;
  const restore = async () => {
    server = createServer((near) => {
      const far = connect({ host: hostname, port: Number(port) });
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket);
        socket.pipe(other);
        socket.on("error", () => undefined);
        socket.once("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
      }
    });
    server.listen(ownPort, "127.0.0.1");
    await once(server, "listening");
  };
  const cut = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await restore();
  return {
    address: `127.0.0.1:${ownPort}`,
    cut,
    restore,
    close: async () => (server.listening ? cut() : undefined),
  };
}
