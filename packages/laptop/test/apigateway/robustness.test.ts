import assert from "node:assert/strict";
import { connectTo, type TestConnection } from "../support/connection";
import { startTestGateway, type TestEvent, type TestGateway } from "../support/gateway/gateway";
import {
  clientFrame,
  closeOf,
  handshakeText,
  openRaw,
  openWebSocket,
} from "../support/gateway/raw-connection";

describe("The gateway survives", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(async () => {
    // It still serves.
    await (await connectTo(gateway.url)).close();
    await gateway.close();
    assert.equal(gateway.clock.timers, 0);
  });

  const told = ({ requestContext }: TestEvent) => requestContext.disconnectStatusCode;

  const requests: [what: string, text: string, status: string][] = [
    ["what is no HTTP", "hello\r\n\r\n", "400 Bad Request"],
    ["bytes of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400 Bad Request"],
    ["a header without a colon", handshakeText("/dev", ["nonsense"]), "400 Bad Request"],
    [
      "a body of two lengths",
      "POST /dev HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "400 Bad Request",
    ],
    [
      "oversized headers",
      handshakeText("/dev", [`X: ${"x".repeat(20_000)}`]),
      "431 Request Header Fields Too Large",
    ],
    [
      "a handshake without a key",
      handshakeText("/dev").replace(/Sec-WebSocket-Key.*\r\n/, ""),
      "400 Bad Request",
    ],
    ["a handshake of version 8", handshakeText("/dev").replace("n: 13", "n: 8"), "400 Bad Request"],
    ["a handshake by POST", handshakeText("/dev").replace("GET", "POST"), "400 Bad Request"],
    ["another protocol", handshakeText("/dev").replace("websocket", "h2c"), "400 Bad Request"],
    ["a path of percent signs", handshakeText("/%%%"), "403 Forbidden"],
    ["a path of dots", handshakeText("/dev/../../etc"), "403 Forbidden"],
  ];
  for (const [what, text, status] of requests) {
    it(`${what}: ${status}`, async () => {
      const raw = await openRaw(gateway.host);
      raw.write(Buffer.from(text, "latin1"));
      assert.equal((await raw.head())[0], `HTTP/1.1 ${status}`);
      raw.end();
      await raw.closed;
    });
  }

  it("a slow handshake: 408 Request Timeout", async () => {
    // Node.js's defaults are one minute, checked every 30 seconds.
    const serverOptions = { headersTimeout: 100, connectionsCheckingInterval: 20 };
    const impatient = await startTestGateway({ serverOptions });
    const raw = await openRaw(impatient.host);
    raw.write("GET /dev HTTP/1.1\r\nHost: a\r\n");
    assert.equal((await raw.head())[0], "HTTP/1.1 408 Request Timeout");
    await impatient.close();
  });

  const frames: [what: string, bytes: Buffer, code: number][] = [
    ["an unknown opcode", clientFrame(3, ""), 1002],
    ["a frame without a mask", Buffer.from([0x81, 0x01, 0x61]), 1002],
    ["a continuation of nothing", clientFrame(0, "a"), 1002],
    ["reserved bits", Buffer.from([0xf1, 0x80, 0, 0, 0, 0]), 1002],
    ["a fragmented ping", clientFrame(9, "a", false), 1002],
    ["a ping of 126 bytes", clientFrame(9, "a".repeat(126)), 1002],
    ["a close code that nobody may send", clientFrame(8, Buffer.from([0x03, 0xed])), 1002],
    ["text that is not UTF-8", clientFrame(1, Buffer.from([0xc3, 0x28])), 1007],
    ["a close reason that is not UTF-8", clientFrame(8, Buffer.from([0x03, 0xe8, 0xff])), 1007],
    ["a length of 2^63", Buffer.from([0x81, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009],
  ];
  for (const [what, bytes, code] of frames) {
    it(`${what}: ${code}`, async () => {
      const raw = await openWebSocket(gateway.host);
      const disconnected = gateway.next("DISCONNECT");
      raw.write(bytes);
      assert.equal(closeOf(await raw.frame()).code, code);
      raw.end();
      assert.equal(told(await disconnected), code);
      assert.deepEqual(gateway.all("apigateway.message"), []);
    });
  }

  it("frames that arrive byte by byte", async () => {
    const raw = await openWebSocket(gateway.host);
    for (const byte of [
      ...clientFrame(1, "he", false),
      ...clientFrame(9, "?"),
      ...clientFrame(0, "llo"),
    ])
      raw.write(Buffer.from([byte]));
    assert.equal((await raw.frame()).opcode, 10);
    assert.equal((JSON.parse(await gateway.payload("MESSAGE")) as TestEvent).body, "hello");
    raw.reset();
  });

  it("a frame in the same packet as the handshake", async () => {
    const raw = await openRaw(gateway.host);
    raw.write(Buffer.concat([Buffer.from(handshakeText("/dev")), clientFrame(1, "early")]));
    await raw.head();
    assert.equal((JSON.parse(await gateway.payload("MESSAGE")) as TestEvent).body, "early");
    raw.reset();
  });

  it("a connection of which one half is closed: 1006", async () => {
    const raw = await openWebSocket(gateway.host);
    const disconnected = gateway.next("DISCONNECT");
    raw.end();
    assert.equal(told(await disconnected), 1006);
    await raw.closed;
  });

  for (const how of ["reset", "end"] as const) {
    it(`whoever vanishes during $connect (${how}): $disconnect follows when it was accepted`, async () => {
      let release = () => {};
      gateway.handle = ({ requestContext }) =>
        requestContext.eventType === "CONNECT"
          ? new Promise((resolve) => (release = () => resolve({ statusCode: 200 })))
          : { statusCode: 200 };
      const invoked = gateway.next("CONNECT");
      const raw = await openRaw(gateway.host);
      raw.write(handshakeText("/dev"));
      const { requestContext } = await invoked;
      raw[how]();
      // Let the gateway notice.
      for (let i = 0; i < 10; i++) await new Promise(setImmediate);
      const disconnected = gateway.next("DISCONNECT");
      release();
      gateway.handle = () => ({ statusCode: 200 });
      const event = await disconnected;
      assert.equal(event.requestContext.connectionId, requestContext.connectionId);
      assert.equal(told(event), 1006);
    });
    it(`whoever vanishes during $connect (${how}): nothing follows when it was refused`, async () => {
      let release = () => {};
      gateway.handle = () =>
        new Promise((resolve) => (release = () => resolve({ statusCode: 403 })));
      const invoked = gateway.next("CONNECT");
      const raw = await openRaw(gateway.host);
      raw.write(handshakeText("/dev"));
      await invoked;
      raw[how]();
      const refused = gateway.until("apigateway.refuse");
      release();
      await refused;
      gateway.handle = () => ({ statusCode: 200 });
      assert.equal(gateway.events.length, 1);
    });
  }

  it("2,000 connections that close at once: each has its $disconnect", async () => {
    const connections: TestConnection[] = [];
    for (let i = 0; i < 2000; i += 100) {
      const batch = Array.from({ length: 100 }, () => connectTo(gateway.url));
      connections.push(...(await Promise.all(batch)));
      gateway.clock.advance(1000);
    }
    connections.forEach((connection, i) => (i % 2 ? connection.cut() : void connection.close()));
    const ids = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      const { requestContext } = JSON.parse(await gateway.payload("DISCONNECT")) as TestEvent;
      ids.add(requestContext.connectionId);
    }
    assert.equal(ids.size, 2000);
    // The last answer is still under way.
    await new Promise(setImmediate);
    // The timer of the metrics.
    assert.equal(gateway.clock.timers, 1);
  });

  it("being closed while a handshake is not decided and connections are open", async () => {
    let isInvoked = () => {};
    const invoked = new Promise<void>((resolve) => (isInvoked = resolve));
    const alice = await connectTo(gateway.url);
    const { handle } = gateway;
    gateway.handle = () => new Promise(() => isInvoked());
    const pending = connectTo(gateway.url).catch((error: Error) => error.message);
    await invoked;
    await gateway.close();
    assert.equal((await alice.closed).code, 1001);
    assert.equal(await pending, "socket hang up");
    const types = gateway.events.map(({ requestContext }) => requestContext.eventType);
    assert.deepEqual(types, ["CONNECT", "CONNECT"]);
    gateway = await startTestGateway();
    gateway.handle = handle;
  });

  it("a function that cannot be called: 502", async () => {
    gateway.handle = () => Promise.reject(new TypeError("no such function"));
    await assert.rejects(connectTo(gateway.url), /Unexpected server response: 502/);
    gateway.handle = () => ({ statusCode: 200 });
  });
});
