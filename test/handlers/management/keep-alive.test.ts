import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, Socket, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { Worker } from "node:worker_threads";
import { keepAlive } from "../../../handlers/management/keep-alive";
import { restoreEnvironment, setEnvironment } from "../support/environment";
import { later } from "../support/fake-time";

const REQUEST = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

describe("keepAlive", () => {
  let server: Server;
  let sockets: Socket[];
  /** What happens to each request. */
  let onRequest: (socket: Socket) => void;

  beforeEach(async () => {
    sockets = [];
    onRequest = (socket) => socket.write(OK);
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      socket.on("data", () => onRequest(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const client = () =>
    keepAlive(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

  it("uses a socket again", async () => {
    const { send } = client();
    for (let i = 0; i < 3; i++) equal((await send(REQUEST, 5000)).status, 200);
    equal(sockets.length, 1);
  });

  it("has a socket for each request that is under way", async () => {
    const { send } = client();
    await Promise.all([1, 2, 3].map(() => send(REQUEST, 5000)));
    equal(sockets.length, 3);
  });

  it("writes a request at once, and those that follow in its turn in a row when it ends", async () => {
    const { send } = client();
    const written: string[] = [];
    const { write } = Socket.prototype;
    Socket.prototype.write = function (this: Socket, ...args: Parameters<Socket["write"]>) {
      if (args[0] === REQUEST) written.push("request");
      return write.apply(this, args);
    } as Socket["write"];
    try {
      const answers = [1, 2, 3].map(() => send(REQUEST, 5000));
      process.nextTick(() => written.push("the turn ends"));
      setImmediate(() => written.push("the next begins"));
      await Promise.all(answers);
    } finally {
      Socket.prototype.write = write;
    }
    const inARow = ["request", "request"];
    deepEqual(written, ["request", "the turn ends", ...inARow, "the next begins"]);
  });

  it("understands the server of Node.js, with a body in chunks too", async () => {
    const http = createHttpServer((request, response) => {
      request.resume();
      response.writeHead(429, { "x-amzn-ErrorType": "LimitExceededException" });
      response.write("first");
      response.end("last");
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    const { send } = keepAlive(new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}`));
    for (let i = 0; i < 3; i++) {
      const { status, errorType } = await send(REQUEST, 5000);
      deepEqual([status, errorType], [429, "LimitExceededException"]);
    }
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });

  for (const [what, last] of [
    ["says Connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"],
    ["has no length", "HTTP/1.1 200 OK\r\n\r\nbody"],
    ["is of HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"],
    ["is followed by more", `${OK}more`],
  ] as const) {
    it(`takes another socket after an answer that ${what}`, async () => {
      onRequest = (socket) => socket.write(last);
      const { send } = client();
      equal((await send(REQUEST, 5000)).status, 200);
      equal((await send(REQUEST, 5000)).status, 200);
      equal(sockets.length, 2);
    });
  }

  it("fails when the server closes the socket, and goes on with another", async () => {
    const { send } = client();
    onRequest = (socket) => socket.destroy();
    await rejects(send(REQUEST, 5000));
    onRequest = (socket) => socket.write(OK);
    equal((await send(REQUEST, 5000)).status, 200);
  });

  it("takes no socket that was idle for longer than the other end may keep it", async () => {
    const { send } = client();
    await send(REQUEST, 5000);
    await later(5000, () => send(REQUEST, 5000));
    equal(sockets.length, 2);
  });

  it("takes no idle socket after another was cut: whatever cut it may have cut them all", async () => {
    const { send } = client();
    await Promise.all([send(REQUEST, 5000), send(REQUEST, 5000)]);
    onRequest = (socket) => socket.destroy();
    await rejects(send(REQUEST, 5000));
    onRequest = (socket) => socket.write(OK);
    await send(REQUEST, 5000);
    equal(sockets.length, 3);
  });

  it("fails when the answer is not HTTP", async () => {
    onRequest = (socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n\r\n");
    await rejects(client().send(REQUEST, 5000), { message: "The answer is not HTTP." });
  });

  it("gives up a request after its time, and its socket with it", async () => {
    const { send } = client();
    onRequest = () => {};
    await rejects(send(REQUEST, 20), { name: "TimeoutError", message: "No answer within 20 ms." });
    onRequest = (socket) => socket.write(OK);
    equal((await send(REQUEST, 5000)).status, 200);
    equal(sockets.length, 2);
  });

  it("takes an answer that came in time, though this process was held up until later", async () => {
    const server = new Worker(
      `const { createServer } = require("node:net");
       const server = createServer((socket) => socket.on("data", () => socket.write(${JSON.stringify(OK)})));
       server.listen(0, "127.0.0.1", () => require("node:worker_threads").parentPort.postMessage(server.address().port));`,
      { eval: true },
    );
    try {
      const [port] = (await once(server, "message")) as [number];
      const { send } = keepAlive(new URL(`http://127.0.0.1:${port}`));
      await send(REQUEST, 5000);
      const answer = send(REQUEST, 50);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
      equal((await answer).status, 200);
    } finally {
      await server.terminate();
    }
  });

  it("fails when nobody listens", async () => {
    const { send } = keepAlive(new URL("http://127.0.0.1:1"));
    await rejects(send(REQUEST, 5000), (error: NodeJS.ErrnoException) => {
      ok(error.code === "ECONNREFUSED", error.message);
      return true;
    });
  });
});

describe("keepAlive over TLS", () => {
  const pem = readFileSync(join(__dirname, "../../../tools/bench/broadcast/localhost.pem"));
  const received: Buffer[] = [];
  let server: Server;
  let sockets = 0;

  before(async () => {
    const https = createHttpsServer({ key: pem, cert: pem }, (request, response) => {
      void buffer(request).then((body) => {
        received.push(body);
        // Longer than what is read at once.
        const text = "x".repeat(10_000);
        response.writeHead(429, {
          "x-amzn-ErrorType": "LimitExceededException",
          "content-length": text.length,
        });
        response.end(text);
      });
    });
    server = https.on("secureConnection", () => sockets++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    restoreEnvironment();
    await new Promise((resolve) => server.close(resolve));
  });

  const client = () =>
    keepAlive(new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const head = `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${bytes.length}\r\n`;
  const request = (headers: string) => `${head}${headers}\r\n${bytes.toString("latin1")}`;

  it("refuses a certificate that nobody vouches for", async () => {
    await rejects(client().send(request(""), 5000), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    equal(received.length, 0);
  });

  it("sends every byte as it is, understands long answers, and uses a socket again", async () => {
    setEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    const { send } = client();
    const before = sockets;
    for (const headers of ["", "", "connection: close\r\n"]) {
      const answer = await send(request(headers), 5000);
      deepEqual(answer, { status: 429, errorType: "LimitExceededException" });
      ok(received.at(-1)!.equals(bytes));
    }
    equal(sockets - before, 1);
  });
});
