import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { WebSocket } from "ws";

/** A network between a client and a port of this machine, that a test cuts. */
export interface Link {
  /** Connects through this network, wherever the URL leads. */
  readonly WebSocket: new (url: string, protocols?: string | string[]) => WebSocket;
  /** How many connections went through it. */
  readonly connections: number;
  /** Cuts what goes through it now: both sides notice. */
  cut(): void;
  /** What goes through it now goes no further, and nobody notices. */
  freeze(): void;
  /** What was frozen ends for the service; the client has not noticed anything. */
  thaw(): void;
  close(): void;
}

/**
 * @param port where the network leads.
 * @param cutAfter how many bytes pass on a connection, both ways together, before it is cut.
 */
export async function openLink(
  port: number,
  cutAfter: () => number = () => Infinity,
): Promise<Link> {
  const sockets = new Set<Socket>();
  const frozen = new Set<Socket>();
  const far = new Set<Socket>();
  let connections = 0;
  const server = createServer((near) => {
    connections++;
    const service = connect(port, "127.0.0.1");
    far.add(service);
    let left = cutAfter();
    const both = [near, service];
    for (const [from, to] of [both, [service, near]] as [Socket, Socket][]) {
      sockets.add(from);
      from.on("data", (bytes: Buffer) => {
        if (frozen.has(from)) return;
        to.write(bytes.subarray(0, left));
        left -= bytes.length;
        if (left <= 0) for (const each of both) each.destroySoon();
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        sockets.delete(from);
        far.delete(from);
        if (!frozen.has(from)) to.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    WebSocket: class extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        const { port: own } = server.address() as AddressInfo;
        super(url, protocols, { createConnection: () => connect(own, "127.0.0.1") });
      }
    },
    get connections() {
      return connections;
    },
    cut: end,
    freeze() {
      for (const socket of sockets) frozen.add(socket);
    },
    thaw() {
      for (const socket of frozen) if (far.has(socket)) socket.destroy();
    },
    close() {
      server.close();
      frozen.clear();
      end();
    },
  };
}
