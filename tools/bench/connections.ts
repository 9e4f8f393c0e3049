import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { startGateway } from "pulumi-laptop/src/apigateway/start";
import { realClock, type Clock } from "pulumi-laptop/src/shared/clock";
import { unrestricted } from "pulumi-laptop/src/iam/access/access";
import { createJournal } from "pulumi-laptop/src/shared/journal";
import { apiOf, modelOf } from "pulumi-laptop/test/support/models";

/**
 * How fast the gateway opens connections, how many it holds, and what an idle one costs. The gateway has
 * a process of its own; the API's one integration is a mock, so that no function is measured.
 *
 *     npm run bench:connections -- [HOW_MANY]
 */
const HOW_MANY = Number(process.argv[2] ?? 15_000);

/** Handshakes that are under way at once. */
const AT_ONCE = 100;

interface Figures {
  rssBytes: number;
  heapBytes: number;
}

async function main(): Promise<void> {
  const gateway = fork(__filename, ["gateway"], {
    execArgv: ["--expose-gc", ...process.execArgv],
  });
  const [port] = (await once(gateway, "message")) as [number];

  // The first ones warm the code up.
  await open(port, 500);
  const before = await measure(gateway);
  const startedAt = performance.now();
  const sockets = await open(port, HOW_MANY);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await measure(gateway);
  const perConnection = (from: number, to: number) =>
    ((to - from) / sockets.length / 1024).toFixed(1);

  console.log(`opened per second    ${Math.round(sockets.length / seconds)}`);
  console.log(`held                 ${sockets.length + 500}`);
  console.log(`resident each (KiB)  ${perConnection(before.rssBytes, after.rssBytes)}`);
  console.log(`heap each (KiB)      ${perConnection(before.heapBytes, after.heapBytes)}`);
  const alive = await Promise.all(sockets.map(isAlive));
  console.log(`answer a ping        ${alive.filter(Boolean).length}`);
  gateway.kill();
  process.exit();
}

/** Opens connections, by hand: a WebSocket client would cost more than what is measured. */
async function open(port: number, howMany: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  const openNext = async () => {
    while (sockets.length < howMany) {
      const socket = connect({ port, host: "127.0.0.1" });
      sockets.push(socket);
      socket.write(
        "GET /dev HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      );
      const [answer] = (await once(socket, "data")) as [Buffer];
      if (!answer.includes(" 101 ")) throw new Error(answer.toString("latin1"));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, openNext));
  return sockets;
}

/** An empty ping, masked with zeros, and its pong. */
async function isAlive(socket: Socket): Promise<boolean> {
  socket.write(Buffer.from([0x89, 0x80, 0, 0, 0, 0]));
  const [answer] = (await once(socket, "data")) as [Buffer];
  return answer.equals(Buffer.from([0x8a, 0x00]));
}

async function measure(gateway: ChildProcess): Promise<Figures> {
  gateway.send("measure");
  return ((await once(gateway, "message")) as [Figures])[0];
}

/** The process with the gateway. */
function serve(): void {
  // The 500 new connections a second that AWS admits are not what is measured.
  const clock: Clock = { ...realClock, now: () => realClock.now() * 1000 };
  const route = { authorization: { type: "NONE" }, twoWay: false } as const;
  const integration = { id: "1", type: "MOCK", statusCode: 200, body: "" } as const;
  const routes = ["$connect", "$disconnect", "$default"].map(
    (routeKey) => [routeKey, { ...route, routeKey, integration }] as const,
  );
  const server = createServer();
  startGateway(modelOf({ apis: [apiOf([], { routes: new Map(routes) })] }), {
    server,
    invoke: () => Promise.reject(new Error("There is no function.")),
    access: unrestricted,
    settled: () => undefined,
    clock,
    journal: createJournal(clock),
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
    process.send!((server.address() as AddressInfo).port);
  });
  process.on("message", () => {
    globalThis.gc!();
    setTimeout(() => {
      globalThis.gc!();
      const { rss: rssBytes, heapUsed: heapBytes, external } = process.memoryUsage();
      process.send!({ rssBytes, heapBytes: heapBytes + external } satisfies Figures);
    }, 500);
  });
}

if (process.argv[2] === "gateway") serve();
else void main();
