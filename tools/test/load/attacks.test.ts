import { deepEqual, equal, match } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { WebSocketServer, type WebSocket } from "ws";
import type { Report } from "../../load/report";

const REPOSITORY = join(__dirname, "../../..");

describe("npm run load, against a service that does it wrong", () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  const urlOf = (server: Server | WebSocketServer) =>
    `ws://127.0.0.1:${(server.address() as AddressInfo).port}/dev`;

  /** A service of bare TCP. */
  const serveTcp = async (onSocket: (socket: Socket) => void): Promise<string> => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => undefined));
      onSocket(socket);
    }).listen(0, "127.0.0.1");
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await once(server, "listening");
    return urlOf(server);
  };
  /** A service of WebSockets. */
  const serve = async (onConnection: (connection: WebSocket) => void): Promise<string> => {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    server.on("connection", onConnection);
    closers.push(() => {
      for (const client of server.clients) client.terminate();
      server.close();
    });
    await once(server, "listening");
    return urlOf(server);
  };

  const refusals: [what: string, onSocket: (socket: Socket) => void, why: RegExp][] = [
    [
      "is no WebSocket",
      (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
      /opened: status 200\.$/m,
    ],
    [
      "answers garbage",
      (socket) => socket.end("\u0007garbage\r\n\r\n"),
      /opened: HPE_INVALID_\w+\.$/m,
    ],
    ["closes at once", (socket) => socket.destroy(), /opened: ECONNRESET\.$/m],
    [
      "sends elsewhere",
      (socket) => socket.end("HTTP/1.1 302 Found\r\nLocation: http://other.example/\r\n\r\n"),
      /opened: status 302\.$/m,
    ],
  ];
  for (const [what, onSocket, why] of refusals)
    it(`says why no connection opens if it ${what}`, async () => {
      const { code, stderr } = await load(await serveTcp(onSocket)).ended;
      equal(code, 2, stderr);
      match(stderr, why);
    });

  it("counts closes by their code, and fails", async () => {
    const url = await serve((connection) => connection.on("message", () => connection.close(4000)));
    const { code, report } = await load(url).ended;
    equal(code, 1);
    deepEqual(report!.closes, { 4000: 2 });
    equal(report!.limit, "unknown: connections were closed. See the codes above.");
  });

  it("counts a connection that sends no WebSocket frames as closed", async () => {
    const url = await serve((connection) =>
      connection.on("message", () =>
        (connection as unknown as { _socket: Socket })._socket.write(Buffer.alloc(1000, 0xff)),
      ),
    );
    const { code, report } = await load(url).ended;
    equal(code, 1);
    deepEqual(report!.closes, { 1006: 2 });
  });

  it("counts nothing that it claims and nobody sent", async () => {
    const url = await serve((connection) =>
      connection.on("message", (data: Buffer) => {
        const [name, run] = data.toString("utf8").split(":");
        for (const rest of [
          "0:99999:0:1767312000000.5",
          "7:0:0:1767312000000.5",
          "0:0:0:9999999999999.0",
        ])
          connection.send(`${name}:${run}:${rest}`);
        connection.send(`${name}:other:0:0:0:1767312000000.5\u001b[2J`);
      }),
    );
    const { code, report } = await load(url).ended;
    equal(code, 1);
    const { received, lost, expected, seconds, others } = report!;
    deepEqual([received, lost, seconds], [0, expected, []]);
    deepEqual(Object.keys(others), ["load:other:0:0:0:1767312000000.5\uFFFD[2J"]);
  });

  it("prints what it has at Ctrl-C while it sends, and ends with 130", async () => {
    let count = 0;
    const several = new Promise<void>((resolve) => {
      void serve((connection) =>
        connection.on("message", (data: Buffer) => {
          connection.send(data.toString("utf8"));
          if (++count === 3) resolve();
        }),
      ).then((url) => (running = load(url, "--duration", "90m", "--reaches", "sender")));
    });
    let running: Running | undefined;
    await several;
    running!.interrupt();
    const { code, report, stderr } = await running!.ended;
    equal(code, 130);
    match(stderr, /Stopping\. Ctrl-C again ends without a report\./);
    equal(report!.received, report!.sent);
    deepEqual([report!.opened, report!.lost], [2, 0]);
  });

  it("waits for no handshake at Ctrl-C", async () => {
    let connected = () => {};
    const both = new Promise<void>((resolve) => (connected = resolve));
    let count = 0;
    const running = load(await serveTcp(() => ++count === 2 && connected()));
    await both;
    running.interrupt();
    const { code, report } = await running.ended;
    equal(code, 130);
    deepEqual(
      [report!.opened, report!.sent, report!.refused],
      [0, 0, { "not answered when the run was stopped": 2 }],
    );
  });

  it("does nothing to many connections elsewhere without --yes", async () => {
    const { code, stderr } = await load("wss://other.example/dev", "--connections", "1001").ended;
    equal(code, 2);
    match(stderr, /1001 connections to "other\.example" cost whoever runs it about \$.* Add --yes/);
  });
});

interface Ended {
  code: number | null;
  stderr: string;
  report: Report | undefined;
}

interface Running {
  interrupt(): void;
  ended: Promise<Ended>;
}

/** Two connections that send six messages in a second, unless the arguments say otherwise. */
function load(url: string, ...args: string[]): Running {
  const main = ["--no-deprecation", "--require", "tsx/cjs", "tools/load/main.ts", "--json"];
  const usual = ["--url", url, "--connections", "2", "--rate", "6", "--duration", "1s"];
  const child = spawn(process.execPath, [...main, ...usual, ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const reading = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const ended = reading.then(([stdout, stderr, [code]]) => ({
    code: code as number | null,
    stderr,
    report: stdout === "" ? undefined : (JSON.parse(stdout) as Report),
  }));
  return { ended, interrupt: () => child.kill("SIGINT") };
}
