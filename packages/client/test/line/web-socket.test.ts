import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { WebSocket, WebSocketServer, type WebSocket as ServerSocket } from "ws";
import { connect, splitting } from "../../src/index";
import { Max } from "../../src/line/limits";

/** A real server on this machine, and what it is sent. */
async function serve(t: Mocha.Context) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const sockets: ServerSocket[] = [];
  const frames: { bytes: number; isLast: boolean }[] = [];
  const texts: string[] = [];
  server.on("connection", (socket, request) => {
    sockets.push(socket);
    // Each chunk of the socket holds whole frames here: a frame is written at once.
    request.socket.prependListener("data", (chunk: Buffer) =>
      frames.push(...framesIn(chunk, rest)),
    );
    socket.on("message", (data: Buffer) => texts.push(data.toString()));
  });
  const rest = { bytes: 0 };
  t.test!.ctx!.server = server;
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}`, server, sockets, frames, texts };
}

/** The frames that begin in a chunk. */
function framesIn(chunk: Buffer, rest: { bytes: number }) {
  const found: { bytes: number; isLast: boolean }[] = [];
  let at = rest.bytes;
  while (at < chunk.length) {
    const short = chunk[at + 1]! & 0x7f;
    const [bytes, header] =
      short === 127
        ? [Number(chunk.readBigUInt64BE(at + 2)), 14]
        : short === 126
          ? [chunk.readUInt16BE(at + 2), 8]
          : [short, 6];
    found.push({ bytes, isLast: (chunk[at]! & 0x80) !== 0 });
    at += header + bytes;
  }
  rest.bytes = at - chunk.length;
  return found;
}

describe("A connection over a real WebSocket", () => {
  afterEach(function () {
    (this.currentTest!.ctx!.server as WebSocketServer | undefined)?.close();
  });

  it("sends and receives, and is closed with 1000", async function () {
    const { url, server, texts } = await serve(this);
    const connection = connect<string, string>({ url, text: true });
    const [socket] = (await once(server, "connection")) as [ServerSocket];
    socket.send("hello");
    for await (const message of connection) {
      assert.equal(message, "hello");
      break;
    }
    const closed = once(socket, "close");
    await connection.send("bye");
    await connection.close();
    assert.deepEqual((await closed)[0], 1000);
    assert.deepEqual(texts, ["bye"]);
    assert.equal(server.clients.size, 0);
  });

  it("splits a message into frames of 32 KB with ws, and no other", async function () {
    const { url, server, frames, texts } = await serve(this);
    const Plain = class extends WebSocket {
      constructor(address: string) {
        super(address, { perMessageDeflate: false });
      }
    };
    const connection = connect({ url, text: true, WebSocket: splitting(Plain) });
    const [socket] = (await once(server, "connection")) as [ServerSocket];
    const sent = ["x".repeat(Max.MessageBytes), "é".repeat(20_000), "x".repeat(Max.FrameBytes), ""];
    for (const text of sent) {
      const heard = once(socket, "message");
      await connection.send(text);
      await heard;
    }
    assert.deepEqual(texts, sent);
    assert.deepEqual(
      frames.map(({ bytes, isLast }) => [bytes, isLast]),
      [
        [32_768, false],
        [32_768, false],
        [32_768, false],
        [32_768, true],
        [32_768, false],
        [7232, true],
        [32_768, true],
        [0, true],
      ],
    );
    await assert.rejects(connection.send("x".repeat(Max.MessageBytes + 1)), {
      code: "too-big",
      message: "131073 bytes; at most 131072",
    });
    await connection.close();
  });

  it("opens again when the server ends it, and is told the server's code", async function () {
    const { url, server } = await serve(this);
    const connection = connect({ url, random: () => 0.001 });
    const reasons: unknown[] = [];
    connection.on("state", ({ name, reason }) => name === "waiting" && reasons.push(reason));
    const [first] = (await once(server, "connection")) as [ServerSocket];
    first.close(1001, "Going away");
    await once(server, "connection");
    assert.deepEqual(reasons, ["1001 Going away"]);
    await connection.close();
  });

  it("is told why a handshake fails, as far as the platform knows", async () => {
    const refusing = createServer((socket: Socket) =>
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    ).listen(0, "127.0.0.1");
    await once(refusing, "listening");
    const { port } = refusing.address() as AddressInfo;
    const connection = connect({ url: `ws://127.0.0.1:${port}`, WebSocket });
    const { reason } = await new Promise<{ reason?: string }>((resolve) =>
      connection.on("state", resolve),
    );
    assert.equal(reason, "Unexpected server response: 403");
    await connection.close();
    refusing.close();
  });

  it("does not wait for a server that is silent when it is closed", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const accepted = once(silent, "connection");
    const { port } = silent.address() as AddressInfo;
    const connection = connect({ url: `ws://127.0.0.1:${port}` });
    const [socket] = (await accepted) as [Socket];
    await connection.close();
    socket.destroy();
    silent.close();
  });
});
