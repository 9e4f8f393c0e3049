import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { keepDoor, type Door } from "../../src/shared/door";
import { recordJournal } from "../support/recorder";

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const UPGRADE = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${KEY}`;

describe("the door of a server", () => {
  let servers: { kept: Server; open: Server };
  const recorder = recordJournal();

  /** A server that answers everything, WebSockets included. */
  const start = async (door?: Partial<Door>, host = "127.0.0.1") => {
    const server = createServer((_request, response) => response.end("inside"));
    const { journal } = recorder;
    const serves = (name: string) => name === "ws.example.com";
    if (door) keepDoor(server, { service: "API Gateway", host, serves, journal, ...door });
    server.on("upgrade", (_request, socket) =>
      socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
    );
    await once(server.listen(0, host), "listening");
    return server;
  };
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  before(async () => {
    servers = { kept: await start({}), open: await start() };
  });
  after(() => Object.values(servers).forEach((server) => server.close()));

  /** @param lines of the request; PORT is the server's. @returns the status of the answer. */
  const ask = async (server: Server, lines: string[], host = "127.0.0.1") => {
    const socket = connect(portOf(server), host);
    const request = [...lines, "Connection: close", "", ""].join("\r\n");
    socket.write(request.replaceAll("PORT", String(portOf(server))), "latin1");
    return Number((await text(socket)).split(" ")[1]);
  };
  /** Asks both servers: what is refused must not be refused by Node.js. */
  const statusesOf = async (lines: string[]) => [
    await ask(servers.open, lines),
    await ask(servers.kept, lines),
  ];

  for (const host of [
    "127.0.0.1:PORT",
    "localhost:PORT",
    "LOCALHOST:PORT",
    "LocalHost.:PORT",
    "127.0.0.2:PORT",
    "127.1:PORT",
    "[::1]:PORT",
    "[0:0:0:0:0:0:0:1]:PORT",
    "ws.example.com",
    "WS.example.com.",
    "ws.example.com:443",
  ]) {
    it(`lets in the host ${host}`, async () => {
      assert.deepEqual(await statusesOf(["GET / HTTP/1.1", `Host: ${host}`]), [200, 200]);
    });
  }

  const foreign: [host: string, status?: number][] = [
    ["rebind.example:PORT"],
    ["localhost"],
    ["localhost:1"],
    ["127.0.0.1"],
    ["localhost.rebind.example:PORT"],
    ["rebind.localhost:PORT"],
    ["127.0.0.1.rebind.example:PORT"],
    ["127.0.0.1..:PORT"],
    ["x5dq2mb9qi.execute-api.rebind.example"],
    ["ws.example.com.rebind.example"],
    ["0.0.0.0:PORT"],
    ["192.168.0.1:PORT"],
    ["[::2]:PORT"],
    ["", 400],
    ["user@127.0.0.1:PORT", 400],
    ["127.0.0.1:PORT/path", 400],
    ["%6cocalhost:PORT", 400],
    ["127.0.0.1:PORT, rebind.example", 400],
    ["l\xf6calhost:PORT", 400],
  ];
  for (const [host, status = 403] of foreign) {
    it(`refuses the host "${host}"`, async () => {
      const statuses = await statusesOf(["GET / HTTP/1.1", `Host: ${host}`]);
      assert.deepEqual(statuses, [200, status]);
      const upgrade = ["GET / HTTP/1.1", UPGRADE, `Host: ${host}`];
      assert.deepEqual(await statusesOf(upgrade), [101, status]);
    });
  }

  const malformed: [what: string, lines: string[]][] = [
    ["two hosts", ["GET / HTTP/1.1", "Host: 127.0.0.1:PORT", "Host: rebind.example"]],
    ["no host", ["GET / HTTP/1.0"]],
    ["a target that names a host", ["GET http://127.0.0.1:PORT/ HTTP/1.1", "Host: 127.0.0.1:PORT"]],
    ["a target that is no path", ["OPTIONS * HTTP/1.1", "Host: 127.0.0.1:PORT"]],
  ];
  for (const [what, lines] of malformed) {
    it(`refuses ${what}`, async () => assert.deepEqual(await statusesOf(lines), [200, 400]));
  }

  const OWN = "Host: 127.0.0.1:PORT";
  const pages: [headers: string[], request: boolean, webSocket: boolean][] = [
    [[], true, true],
    [["Origin: http://127.0.0.1:PORT"], true, true],
    [["Origin: http://localhost:5173"], false, true],
    [["Origin: https://LOCALHOST"], false, true],
    [["Origin: http://[::1]:5173"], false, true],
    [["Origin: http://evil.example"], false, false],
    [["Origin: http://localhost.evil.example"], false, false],
    [["Origin: http://127.0.0.1.evil.example:PORT"], false, false],
    [["Origin: http://127.0.0.1:PORT.evil.example"], false, false],
    [["Origin: http://evil.example@127.0.0.1:PORT"], false, false],
    [["Origin: null"], false, false],
    [["Origin: "], false, false],
    [["Origin: file://"], false, false],
    [["Origin: chrome-extension://localhost"], false, false],
    [["Origin: http://127.0.0.1:PORT", "Origin: http://evil.example"], false, false],
    [["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"], false, true],
    [["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"], false, true],
    [["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"], true, true],
    [
      ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"],
      true,
      true,
    ],
    [
      ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"],
      false,
      true,
    ],
  ];
  for (const [headers, request, webSocket] of pages) {
    const said = (isLetIn: boolean) => (isLetIn ? "lets in" : "refuses");
    it(`${said(request)} a request, and ${said(webSocket)} a WebSocket, with ${headers.join(", ") || "no origin"}`, async () => {
      const status = (isLetIn: boolean, inside: number) => (isLetIn ? inside : 403);
      const plain = await statusesOf(["POST /?X-Amz-Signature=a HTTP/1.1", OWN, ...headers]);
      assert.deepEqual(plain, [200, status(request, 200)]);
      const upgrade = await statusesOf(["GET / HTTP/1.1", UPGRADE, OWN, ...headers]);
      assert.deepEqual(upgrade, [101, status(webSocket, 101)]);
    });
  }

  for (const [allowed, origin, isAllowed] of [
    ["https://example.com", "https://example.com", true],
    ["https://example.com", "https://EXAMPLE.com:443", true],
    ["https://example.com", "http://example.com", false],
    ["https://example.com", "https://example.com:8443", false],
    ["https://example.com", "https://sub.example.com", false],
    ["null", "null", true],
    ["chrome-extension://abc", "chrome-extension://abc", true],
    ["*", "https://any.example", true],
  ] as const) {
    it(`${isAllowed ? "lets in" : "refuses"} a WebSocket of ${origin} if ${allowed} is allowed, and no request but to an HTTP API`, async () => {
      const isForPages = ({ url }: IncomingMessage) => url === "/api";
      const server = await start({ allowOrigins: [allowed], isForPages });
      const lines = [OWN, `Origin: ${origin}`];
      const upgrade = await ask(server, ["GET / HTTP/1.1", UPGRADE, ...lines]);
      assert.equal(upgrade, isAllowed ? 101 : 403);
      assert.equal(await ask(server, ["GET / HTTP/1.1", ...lines]), 403);
      const request = await ask(server, ["OPTIONS /api HTTP/1.1", ...lines]);
      assert.equal(request, isAllowed ? 200 : 403);
      server.close();
    });
  }

  it("lets in requests to HTTP APIs of pages of this machine, which say where they are from", async () => {
    const server = await start({ isForPages: () => true });
    const statusOf = (...headers: string[]) => ask(server, ["GET / HTTP/1.1", OWN, ...headers]);
    assert.equal(await statusOf(), 200);
    assert.equal(
      await statusOf("Origin: http://localhost:5173", "Sec-Fetch-Site: cross-site"),
      200,
    );
    assert.equal(await statusOf("Origin: http://evil.example"), 403);
    assert.equal(await statusOf("Origin: null"), 403);
    assert.equal(await statusOf("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"), 403);
    server.close();
  });

  it("lets in requests to an HTTP API that names their origin, and no WebSocket", async () => {
    const server = await start({
      isForPages: ({ url }) => url === "/api",
      isForItsPages: ({ headers }) => headers.origin === "https://app.example",
    });
    const named = [OWN, "Origin: https://app.example"];
    assert.equal(await ask(server, ["GET /api HTTP/1.1", ...named]), 200);
    assert.equal(await ask(server, ["GET / HTTP/1.1", ...named]), 403);
    assert.equal(await ask(server, ["GET /api HTTP/1.1", UPGRADE, ...named]), 403);
    const other = [OWN, "Origin: https://evil.example"];
    assert.equal(await ask(server, ["GET /api HTTP/1.1", ...other]), 403);
    server.close();
  });

  it("lets in the name and the addresses of the host that it listens on", async () => {
    const server = await start({ host: "Laptop.local" }, "0.0.0.0");
    const other = "127.0.0.9";
    assert.equal(await ask(server, ["GET / HTTP/1.1", "Host: laptop.local:PORT"]), 200);
    assert.equal(await ask(server, ["GET / HTTP/1.1", `Host: ${other}:PORT`], other), 200);
    assert.equal(await ask(server, ["GET / HTTP/1.1", "Host: other.local:PORT"]), 403);
    server.close();
  });

  it("keeps listeners that are added later from what is refused", async () => {
    const server = await start({});
    let heard = 0;
    server.prependListener("request", () => heard++);
    await ask(server, ["GET / HTTP/1.1", "Host: rebind.example"]);
    assert.equal(heard, 0);
    await ask(server, ["GET / HTTP/1.1", OWN]);
    assert.equal(heard, 1);
    server.close();
  });

  it("records a refusal once, with the way out and without control characters", async () => {
    const before = recorder.all("iam.refuse").length;
    const server = await start({ service: "API Gateway" });
    const lines = ["GET / HTTP/1.1", UPGRADE, OWN, "Origin: http://a\x9b31m.example"];
    for (let i = 0; i < 3; i++) await ask(server, lines);
    const entries = recorder.all("iam.refuse").slice(before);
    assert.deepEqual(
      entries.map(({ message, type }) => [message, type]),
      [
        [
          'A page of "http://a?31m.example" called API Gateway and was refused. --allow-origin "http://a?31m.example" lets its pages connect.',
          "ForeignOrigin",
        ],
      ],
    );
    server.close();
  });
});
