import assert from "node:assert/strict";
import * as limits from "../../../src/apigateway/limits";
import { connectTo, type Closed, type TestConnection } from "../../support/connection";
import { startTestGateway, type TestEvent, type TestGateway } from "../../support/gateway/gateway";
import { clientFrame, closeOf, handshakeText, openRaw } from "../../support/gateway/raw-connection";

const MINUTE = 60_000;

/** Items of shared/reference/api-gateway-websocket.md: close codes, frames, limits, timers. */
describe("API Gateway, limits", () => {
  let gateway: TestGateway;

  const start = async (...options: Parameters<typeof startTestGateway>) => {
    await gateway?.close();
    gateway = await startTestGateway(...options);
  };
  beforeEach(() => start());
  afterEach(() => gateway.close());

  const told = ({ requestContext }: TestEvent): Closed => ({
    code: requestContext.disconnectStatusCode!,
    reason: requestContext.disconnectReason!,
  });
  /** Ends a connection somehow. @returns what `$disconnect` is told. */
  const disconnectAfter = async (end: (alice: TestConnection) => unknown) => {
    const alice = await connectTo(gateway.url);
    const disconnected = gateway.next("DISCONNECT");
    await end(alice);
    return told(await disconnected);
  };
  const open = async () => {
    const raw = await openRaw(gateway.host);
    raw.write(handshakeText("/dev"));
    await raw.head();
    return raw;
  };
  const management = (method: string, connectionId: string, body?: string) => {
    const path = `/dev/@connections/${encodeURIComponent(connectionId)}`;
    return fetch(`http://${gateway.host}${path}`, { method, body: body ?? null });
  };
  const connectionId = () => gateway.events[0]!.requestContext.connectionId;

  const closes: [sent: [code?: number, reason?: string], code: number, reason: string][] = [
    [[1000, "probe-complete"], 1000, "probe-complete"],
    [[1001, ""], 1001, ""],
    [[4321, "bored"], 4321, "bored"],
    [[3000, "x".repeat(123)], 3000, "x".repeat(123)],
    [[], 1005, "Client-side close frame status not set"],
  ];
  for (const [sent, code, reason] of closes) {
    it(`42: a close with ${sent[0] ?? "no code"} is echoed, and $disconnect gets ${code}`, async () => {
      let echoed: Closed | undefined;
      const got = await disconnectAfter(async (alice) => (echoed = await alice.close(...sent)));
      assert.deepEqual(got, { code, reason });
      assert.deepEqual(echoed, { code, reason: sent[1] ?? "" });
    });
  }
  it("42: $disconnect does not wait until the other end closes its TCP connection", async () => {
    const raw = await open();
    const disconnected = gateway.next("DISCONNECT");
    raw.write(clientFrame(8, Buffer.from([0x03, 0xe8])));
    assert.deepEqual(closeOf(await raw.frame()), { code: 1000, reason: "" });
    assert.deepEqual(told(await disconnected), { code: 1000, reason: "" });
  });
  it("42: a connection that is cut gives $disconnect 1006", async () => {
    assert.equal((await disconnectAfter((alice) => alice.cut())).code, 1006);
  });

  it("43: a binary frame closes the connection with 1003 (exact bytes)", async () => {
    const raw = await open();
    const disconnected = gateway.next("DISCONNECT");
    raw.write(clientFrame(2, "hello"));
    const close = await raw.frame();
    assert.deepEqual([close.fin, close.payload.toString("hex", 0, 2)], [true, "03eb"]);
    const expected = { code: 1003, reason: "Binary is not supported" };
    assert.deepEqual(closeOf(close), expected);
    raw.write(clientFrame(8, close.payload));
    raw.end();
    assert.deepEqual(told(await disconnected), expected);
    assert.deepEqual(gateway.all("apigateway.message"), []);
  });
  it("43: text that is not UTF-8 closes the connection with 1007", async () => {
    const raw = await open();
    const disconnected = gateway.next("DISCONNECT");
    raw.write(clientFrame(1, Buffer.from([0x61, 0xff])));
    assert.equal(closeOf(await raw.frame()).code, 1007);
    raw.end();
    assert.equal(told(await disconnected).code, 1007);
  });
  it("43: a character may be split between frames", async () => {
    const raw = await open();
    raw.write(clientFrame(1, Buffer.from([0xc3]), false));
    raw.write(clientFrame(0, Buffer.from([0xa9])));
    assert.equal((JSON.parse(await gateway.payload("MESSAGE")) as TestEvent).body, "é");
  });

  it("44: a message of 128 KB in frames of 32 KB is taken", async () => {
    const alice = await connectTo(gateway.url);
    alice.sendFrames("x".repeat(131_072));
    const { body } = JSON.parse(await gateway.payload("MESSAGE")) as TestEvent;
    assert.equal(body?.length, 131_072);
  });
  const tooLarge: [what: string, bytes: number, frameBytes: number][] = [
    ["a message of 128 KB and one byte", 131_073, 32_768],
    ["a frame of 32 KB and one byte", 32_769, 32_769],
    ["a second frame that is too large", 66_000, 32_770],
    ["a message of 3 MB", 3_000_000, 32_768],
    ["a frame of 3 MB", 3_000_000, 3_000_000],
  ];
  for (const [what, bytes, frameBytes] of tooLarge) {
    it(`44: ${what} closes the connection with 1009`, async () => {
      let closed: Closed | undefined;
      const got = await disconnectAfter(async (alice) => {
        alice.sendFrames("x".repeat(bytes), frameBytes);
        closed = await alice.closed;
      });
      assert.deepEqual(closed, { code: 1009, reason: "Message too big" });
      assert.deepEqual(got, closed);
      assert.deepEqual(gateway.all("apigateway.message"), []);
    });
  }
  it("44: a frame is refused by its header, before its bytes have come", async () => {
    const raw = await open();
    for (const byte of clientFrame(1, Buffer.alloc(40_000)).subarray(0, 8))
      raw.write(Buffer.from([byte]));
    assert.equal(closeOf(await raw.frame()).code, 1009);
  });

  const goingAway = { code: 1001, reason: "Going away" };
  it("45: an idle connection is closed with 1001 after ten minutes", async () => {
    const alice = await connectTo(gateway.url);
    const disconnected = gateway.next("DISCONNECT");
    gateway.clock.advance(10 * MINUTE - 1);
    alice.send("still there");
    await gateway.payload("MESSAGE");
    gateway.clock.advance(10 * MINUTE - 1);
    assert.equal((await management("GET", connectionId())).status, 200);
    gateway.clock.advance(1);
    assert.deepEqual(await alice.closed, goingAway);
    assert.deepEqual(told(await disconnected), goingAway);
  });
  const keepers: [what: string, keep: (alice: TestConnection) => Promise<unknown>][] = [
    ["a post", () => management("POST", connectionId(), "hello")],
    [
      "an error frame",
      async (alice) => {
        gateway.handle = () => assert.fail();
        alice.send("hello");
        await alice.next();
      },
    ],
    ["a ping", async (alice) => alice.pong()],
  ];
  for (const [what, keep] of keepers) {
    it(`45: ${what} starts the ten minutes again`, async () => {
      const alice = await connectTo(gateway.url);
      gateway.clock.advance(9 * MINUTE);
      await keep(alice);
      gateway.clock.advance(9 * MINUTE);
      assert.equal((await management("GET", connectionId())).status, 200);
      gateway.clock.advance(MINUTE);
      assert.deepEqual(await alice.closed, goingAway);
    });
  }
  it("45: GET does not start the ten minutes again", async () => {
    const alice = await connectTo(gateway.url);
    gateway.clock.advance(9 * MINUTE);
    await management("GET", connectionId());
    gateway.clock.advance(MINUTE);
    assert.deepEqual(await alice.closed, goingAway);
  });
  it("45: a busy connection is closed with 1001 after two hours", async () => {
    const alice = await connectTo(gateway.url);
    for (let minutes = 9; minutes < 120; minutes += 9) {
      gateway.clock.advance(9 * MINUTE);
      alice.send("busy");
      await gateway.payload("MESSAGE");
    }
    gateway.clock.advance(3 * MINUTE - 1);
    assert.equal((await management("GET", connectionId())).status, 200);
    gateway.clock.advance(1);
    assert.deepEqual(await alice.closed, goingAway);
  });
  it("45: a ping is answered by a pong with its bytes", async () => {
    const raw = await open();
    raw.write(clientFrame(9, "are you there"));
    const { opcode, payload } = await raw.frame();
    assert.deepEqual([opcode, payload.toString()], [10, "are you there"]);
  });

  it("46: DELETE closes with 1000, Connection Closed Normally", async () => {
    const closed = { code: 1000, reason: "Connection Closed Normally" };
    let seen: Closed | undefined;
    const got = await disconnectAfter(async (alice) => {
      await management("DELETE", connectionId());
      seen = await alice.closed;
    });
    assert.deepEqual([seen, got], [closed, closed]);
  });

  it("46: $disconnect does not wait until the other end answers the Close", async () => {
    await open();
    const disconnected = gateway.next("DISCONNECT");
    await management("DELETE", connectionId());
    const closed = { code: 1000, reason: "Connection Closed Normally" };
    assert.deepEqual(told(await disconnected), closed);
  });

  it("47: what is posted arrives as text, whatever its bytes", async () => {
    const raw = await open();
    const id = connectionId();
    const url = `http://${gateway.host}/dev/@connections/${id}`;
    for (const [bytes, text] of [
      [[0x61, 0xff, 0x62], "a\ufffdb"],
      [[], ""],
    ] as const) {
      await fetch(url, { method: "POST", body: Uint8Array.from(bytes) });
      const frame = await raw.frame();
      assert.deepEqual([frame.opcode, frame.fin, frame.payload.toString()], [1, true, text]);
    }
  });
  const large: [text: string, frameBytes: number[]][] = [
    ["x".repeat(32_768), [32_768]],
    ["x".repeat(32_769), [32_768, 1]],
    ["é".repeat(40_000), [32_768, 32_768, 14_464]],
    ["x".repeat(131_072), [32_768, 32_768, 32_768, 32_768]],
  ];
  for (const [text, frameBytes] of large) {
    it(`47: a message of ${Buffer.byteLength(text)} bytes arrives in frames of ${frameBytes.join(", ")}`, async () => {
      const raw = await open();
      await management("POST", connectionId(), text);
      const frames = [];
      for (const [i, bytes] of frameBytes.entries()) {
        const { opcode, fin, payload } = await raw.frame();
        const [isFirst, isLast] = [i === 0, i === frameBytes.length - 1];
        assert.deepEqual([opcode, fin, payload.length], [isFirst ? 1 : 0, isLast, bytes]);
        frames.push(payload);
      }
      assert.equal(Buffer.concat(frames).toString(), text);
    });
  }

  it("48: the quotas are those of the page of AWS", () => {
    const { accountThrottle, ...quotas } = limits;
    assert.deepEqual(accountThrottle(10_000), { rateLimit: 10_000, burstLimit: 5000 });
    assert.deepEqual(
      { ...quotas, MAX_BUFFERED_BYTES: 0 },
      {
        MAX_MESSAGE_BYTES: 131_072,
        MAX_FRAME_BYTES: 32_768,
        IDLE_TIMEOUT_MS: 600_000,
        MAX_CONNECTION_MS: 7_200_000,
        MAX_URL_LENGTH: 4096,
        CONNECT_THROTTLE: { rateLimit: 500, burstLimit: 500 },
        ACCOUNT_REQUESTS_PER_SECOND: 10_000,
        MAX_INTEGRATION_MS: 29_000,
        MAX_AUTHORIZER_RESULT_BYTES: 8192,
        MAX_BUFFERED_BYTES: 0,
      },
    );
  });
});
