import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/**
 * A network in front of a port of this machine.
 * @param cutAfter how many bytes pass on a connection, both ways together, before it is cut.
 */
export async function cuttingNetwork(port: number, cutAfter: () => number) {
  const sockets = new Set<Socket>();
  const network = { port: 0, connections: 0, cuts: 0, close };
  const server = createServer((near) => {
    network.connections++;
    const far = connect(port, "127.0.0.1");
    let left = cutAfter();
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes: Buffer) => {
        if (left <= 0) return;
        to.write(bytes.subarray(0, left));
        left -= bytes.length;
        if (left > 0) return;
        network.cuts++;
        near.destroySoon();
        far.destroySoon();
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  network.port = (server.address() as AddressInfo).port;
  return network;

  function close(): void {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}
