import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

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
  let server: Server;
  let address = "127.0.0.1:0";
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
    server.listen(Number(new URL(`tcp://${address}`).port), "127.0.0.1");
    await once(server, "listening");
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const cut = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await restore();
  return {
    get address() {
      return address;
    },
    cut,
    restore,
    close: async () => (server.listening ? cut() : undefined),
  };
}
