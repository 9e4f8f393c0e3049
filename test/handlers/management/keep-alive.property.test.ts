import { deepEqual } from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import * as fc from "fast-check";
import { keepAlive, type KeepAlive } from "../../../handlers/management/keep-alive";
import type { Answer } from "../../../handlers/management/post";

const MAX_LENGTH = 65_536;
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const INFORMATION = [
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 3\r\n\r\n",
];
const GONE = "HTTP/1.1 410 Gone\r\nx-amzn-ErrorType: GoneException\r\n";

/** Answers, each with all of its bytes. */
const ANSWERS = {
  "without a body": `${GONE}Content-Length: 0\r\n\r\n`,
  "with a body": `${GONE}Content-Length: 5\r\n\r\nhello`,
  "after information": `${INFORMATION.join("")}${GONE}Content-Length: 5\r\n\r\nhello`,
  "in chunks": `${GONE}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n2\r\n\r\n\r\n0\r\n\r\n`,
  "in chunks with trailers": `${GONE}Transfer-Encoding: chunked\r\nTrailer: a\r\n\r\n2\r\nhi\r\n0\r\na: b\r\n\r\n`,
  "that ends with the socket": `${GONE}Connection: close\r\n\r\nhello`,
  "that never has a body": "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
  "of HTTP/1.0": "HTTP/1.0 429 Slow\r\nX-AMZN-ERRORTYPE:\t Limit \t\r\nContent-Length: 1\r\n\r\nx",
  "that is not HTTP": "SSH-2.0-OpenSSH_9.6\r\n\r\n",
  "of HTTP/2": "HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n",
  "with a status of two digits": "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
};

/** What the server does with a request: writes these parts one after the other. */
interface Script {
  parts: string[];
  /** Whether it closes the socket then. */
  dies: boolean;
}

describe("keepAlive, next to the client of node:http", () => {
  let server: Server;
  let port: number;
  let sockets: Set<Socket>;

  beforeEach(async () => {
    sockets = new Set();
    server = createServer((socket) => {
      sockets.add(socket.setNoDelay());
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
      socket.on("data", (data) => void play(socket, scriptOf(data)));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await once(server.close(), "close");
  });

  /** Both clients read the answers, each on a socket of its own. Ours is good for another request then. */
  const compare = async (scripts: Script[]) => {
    const client = keepAlive(new URL(`http://127.0.0.1:${port}`));
    const ours = await Promise.all(scripts.map((script) => sendByOurs(client, script)));
    const agent = new Agent({ keepAlive: true });
    const nodes = await Promise.all(scripts.map((script) => sendByNode(port, agent, script)));
    agent.destroy();
    deepEqual(ours, nodes);
    if (scripts.some(({ dies }) => dies)) return;
    const next = await sendByOurs(client, { parts: [OK], dies: false });
    deepEqual(next, { status: 200, errorType: "" });
  };

  for (const [which, text] of Object.entries(ANSWERS)) {
    const places = [...text].map((_, i) => i);
    const dies = which === "that ends with the socket";

    it(`reads an answer ${which} alike, wherever it is cut`, () =>
      compare(places.map((at) => ({ parts: [text.slice(0, at), text.slice(at)], dies }))));

    it(`reads an answer ${which} alike when the socket dies within it`, () =>
      compare(places.map((at) => ({ parts: [text.slice(0, at)], dies: true }))));
  }

  const anAnswer = fc
    .record({
      information: fc.array(fc.constantFrom(...INFORMATION), { maxLength: 3 }),
      status: fc.constantFrom(200, 204, 304, 400, 403, 410, 413, 429, 500, 503, 599),
      before: fc.constantFrom("", "Date: x\r\n", "a:\r\n", `a: ${"x".repeat(9000)}\r\n`),
      type: fc.constantFrom("", "x-amzn-ErrorType: A\r\n", "X-Amzn-Errortype:A:b \r\n"),
      body: fc.string({ unit: fc.constantFrom("a", "\r", "\n", "0", "é"), maxLength: 30 }),
      isChunked: fc.boolean(),
    })
    .map(({ information, status, before, type, body, isChunked }) => {
      const bytes = Buffer.from(body).toString("latin1");
      const start = `${information.join("")}HTTP/1.1 ${status} Text\r\n${before}${type}`;
      if (status === 204 || status === 304) return `${start}\r\n`;
      if (!isChunked) return `${start}content-length: ${bytes.length}\r\n\r\n${bytes}`;
      const chunk = bytes && `${bytes.length.toString(16)}\r\n${bytes}\r\n`;
      return `${start}transfer-encoding: chunked\r\n\r\n${chunk}0\r\nx-amzn-ErrorType: Trailer\r\n\r\n`;
    });

  it("reads any answer alike, in any pieces, and whether the socket dies within it or not", () =>
    fc.assert(
      fc.asyncProperty(
        anAnswer,
        fc.array(fc.nat(400), { maxLength: 6 }),
        fc.boolean(),
        async (text, places, dies) => {
          const cuts = [0, ...places.sort((a, b) => a - b), text.length];
          const parts = cuts.slice(1).map((cut, i) => text.slice(cuts[i], cut));
          await compare([{ parts: dies ? parts.slice(0, -1) : parts, dies }]);
        },
      ),
      { numRuns: 100 },
    ));

  const head = (bytes: number) => `HTTP/1.1 200 OK\r\na: ${"x".repeat(bytes)}\r\n`;
  for (const [what, text] of Object.entries({
    "a head that is just not too long": `${head(MAX_LENGTH - 200)}Content-Length: 0\r\n\r\n`,
    "a head that is too long": `${head(MAX_LENGTH + 200)}Content-Length: 0\r\n\r\n`,
    "a head that does not end": head(MAX_LENGTH + 200),
    "a body that is long": `HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${"x".repeat(100_000)}`,
    "much information": `${INFORMATION[0]!.repeat(5000)}${OK}`,
  })) {
    it(`reads ${what} alike`, () => compare([{ parts: [text], dies: false }]));
  }
});

/** The script is in the header of the request, so that any number can be under way. */
function scriptOf(data: Buffer): Script {
  const text = /script: (\S*)/.exec(data.toString("latin1"))![1]!;
  return scripts.get(Number(text))!;
}

const scripts = new Map<number, Script>();

async function play(socket: Socket, { parts, dies }: Script): Promise<void> {
  for (const [i, part] of parts.entries()) {
    if (i > 0) await wait(1);
    if (part) socket.write(part, "latin1");
  }
  if (!dies) return;
  await wait(1);
  socket.destroy();
}

async function sendByOurs({ send }: KeepAlive, script: Script): Promise<Answer | "error"> {
  const id = scripts.size;
  scripts.set(id, script);
  const text = `POST / HTTP/1.1\r\nhost: localhost\r\nscript: ${id}\r\ncontent-length: 0\r\n\r\n`;
  return send(text, 5000).catch(() => "error");
}

function sendByNode(port: number, agent: Agent, script: Script): Promise<Answer | "error"> {
  const id = scripts.size;
  scripts.set(id, script);
  const headers = { script: id, "content-length": 0 };
  const options = { agent, method: "POST", host: "127.0.0.1", port, headers };
  return new Promise((resolve) => {
    request({ ...options, maxHeaderSize: MAX_LENGTH }, (response) => {
      const { statusCode: status = 0 } = response;
      const errorType = String(response.headers["x-amzn-errortype"] ?? "");
      response.on("error", () => {}).resume();
      resolve({ status, errorType });
    })
      .on("error", () => resolve("error"))
      .end();
  });
}
