import { deepEqual, equal, match } from "node:assert/strict";
import { once } from "node:events";
import { createServer, get, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { keepEarlyRequests, type EarlyRequests } from "../src/early-requests";

const HANDSHAKE =
  "GET /dev HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";

describe("Requests that come before their service has started", () => {
  let server: Server;
  let early: EarlyRequests;
  let port: number;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
    early = keepEarlyRequests(server, ({ url }) => url === "/answered");
  });
  afterEach(() => {
    early.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    server.close();
  });

  const handshake = async (): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    const arrived = once(server, "upgrade");
    socket.on("error", () => undefined).write(HANDSHAKE);
    await arrived;
    return socket;
  };
  /** Makes a request, and waits until it has arrived. */
  const request = async (path: string): Promise<() => Promise<string>> => {
    const arrived = once(server, "request");
    const answer = new Promise<string>((resolve, reject) => {
      get({ port, path }, (response) => resolve(text(response))).on("error", reject);
    });
    await arrived;
    return () => answer;
  };
  const serve = () =>
    server
      .on("request", ({ url }, response) => response.end(`answered ${url}`))
      .on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));

  it("are answered when it has", async () => {
    const [socket, answer] = [await handshake(), await request("/late")];
    serve();
    early.release();
    match(await text(socket), /^HTTP\/1\.1 101 /);
    equal(await answer(), "answered /late");
    equal(await (await request("/then"))(), "answered /then");
  });

  it("are answered as soon as a part of it has", async () => {
    const [page, late] = [await request("/page"), await request("/late")];
    serve();
    early.release(({ url }) => url === "/page");
    equal(await page(), "answered /page");
    early.release();
    equal(await late(), "answered /late");
  });

  it("are asked to come again when there are too many", async () => {
    const all: Socket[] = [];
    for (let i = 0; i < 1000; i++) all.push(await handshake());
    const refused = await handshake();
    match(await text(refused), /^HTTP\/1\.1 503 Service Unavailable\r\nretry-after: 1\r\n/);
    deepEqual(
      all.filter(({ destroyed }) => destroyed),
      [],
    );
  });

  it("are not answered if whoever made them has given up", async () => {
    const closed = new Promise((resolve) =>
      server.once("upgrade", (_, socket: Duplex) => socket.once("close", resolve)),
    );
    const [gone, waiting] = [await handshake(), await handshake()];
    gone.end();
    await closed;
    let served = 0;
    server.on("upgrade", () => served++);
    serve();
    early.release();
    match(await text(waiting), /^HTTP\/1\.1 101 /);
    equal(served, 1);
  });

  it("end with the service if it does not start", async () => {
    const socket = await handshake();
    early.close();
    equal(await text(socket).catch(() => ""), "");
  });
});
