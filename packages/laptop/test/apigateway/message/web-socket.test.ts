import assert from "node:assert/strict";
import { connectTo, type Closed, type TestConnection } from "../../support/connection";
import {
  closedOf,
  startTestGateway,
  type TestEvent,
  type TestGateway,
} from "../../support/gateway/gateway";
import { clientFrame, closeOf, openWebSocket } from "../../support/gateway/raw-connection";

describe("a WebSocket connection", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  /** @param end ends the connection. @returns the code and reason of `$disconnect`. */
  const disconnectAfter = async (end: (alice: TestConnection) => unknown) => {
    const alice = await connectTo(gateway.url);
    const disconnected = gateway.next("DISCONNECT");
    await end(alice);
    return closedOf(await disconnected);
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
    it(`a close with ${sent[0] ?? "no code"} is echoed, and $disconnect gets ${code}`, async () => {
      let echoed: Closed | undefined;
      const got = await disconnectAfter(async (alice) => (echoed = await alice.close(...sent)));
      assert.deepEqual(got, { code, reason });
      assert.deepEqual(echoed, { code, reason: sent[1] ?? "" });
    });
  }
  it("$disconnect does not wait until the other end closes its TCP connection", async () => {
    const raw = await openWebSocket(gateway.host);
    const disconnected = gateway.next("DISCONNECT");
    raw.write(clientFrame(8, Buffer.from([0x03, 0xe8])));
    assert.deepEqual(closeOf(await raw.frame()), { code: 1000, reason: "" });
    assert.deepEqual(closedOf(await disconnected), { code: 1000, reason: "" });
  });
  it("$disconnect comes once, also if the gateway closes and the other end answers", async () => {
    await disconnectAfter((alice) => {
      alice.send(Buffer.from("binary"));
      return alice.closed;
    });
    await disconnectAfter((bob) => bob.close());
    const ended = gateway.events.filter(
      ({ requestContext }) => requestContext.eventType === "DISCONNECT",
    );
    assert.equal(ended.length, 2);
  });
  it("a connection that is cut gives $disconnect 1006", async () => {
    assert.equal((await disconnectAfter((alice) => alice.cut())).code, 1006);
  });

  it("a binary frame closes the connection with these bytes of 1003", async () => {
    const raw = await openWebSocket(gateway.host);
    const disconnected = gateway.next("DISCONNECT");
    raw.write(clientFrame(2, "hello"));
    const close = await raw.frame();
    assert.deepEqual([close.fin, close.payload.toString("hex", 0, 2)], [true, "03eb"]);
    const expected = { code: 1003, reason: "Binary is not supported" };
    assert.deepEqual(closeOf(close), expected);
    raw.write(clientFrame(8, close.payload));
    raw.end();
    assert.deepEqual(closedOf(await disconnected), expected);
    assert.deepEqual(gateway.all("apigateway.message"), []);
  });
  it("text that is not UTF-8 closes the connection with 1007", async () => {
    const raw = await openWebSocket(gateway.host);
    const disconnected = gateway.next("DISCONNECT");
    raw.write(clientFrame(1, Buffer.from([0x61, 0xff])));
    assert.equal(closeOf(await raw.frame()).code, 1007);
    raw.end();
    assert.equal(closedOf(await disconnected).code, 1007);
  });
  it("a message of too many frames closes the connection with 1008", async () => {
    const raw = await openWebSocket(gateway.host);
    const disconnected = gateway.next("DISCONNECT");
    const empty = Array.from({ length: 16_384 }, () => clientFrame(0, "", false));
    raw.write(Buffer.concat([clientFrame(1, "", false), ...empty]));
    assert.equal(closeOf(await raw.frame()).code, 1008);
    raw.end();
    assert.equal(closedOf(await disconnected).code, 1008);
  });
  it("a character may be split between frames", async () => {
    const raw = await openWebSocket(gateway.host);
    raw.write(clientFrame(1, Buffer.from([0xc3]), false));
    raw.write(clientFrame(0, Buffer.from([0xa9])));
    assert.equal((JSON.parse(await gateway.payload("MESSAGE")) as TestEvent).body, "é");
  });

  it("a ping is answered by a pong with its bytes", async () => {
    const raw = await openWebSocket(gateway.host);
    raw.write(clientFrame(9, "are you there"));
    const { opcode, payload } = await raw.frame();
    assert.deepEqual([opcode, payload.toString()], [10, "are you there"]);
  });

  it("DELETE closes with 1000, Connection Closed Normally", async () => {
    const closed = { code: 1000, reason: "Connection Closed Normally" };
    let seen: Closed | undefined;
    const got = await disconnectAfter(async (alice) => {
      await gateway.call("DELETE", connectionId());
      seen = await alice.closed;
    });
    assert.deepEqual([seen, got], [closed, closed]);
  });

  it("$disconnect does not wait until the other end answers the Close", async () => {
    await openWebSocket(gateway.host);
    const disconnected = gateway.next("DISCONNECT");
    await gateway.call("DELETE", connectionId());
    const closed = { code: 1000, reason: "Connection Closed Normally" };
    assert.deepEqual(closedOf(await disconnected), closed);
  });

  it("what is posted arrives as text, whatever its bytes", async () => {
    const raw = await openWebSocket(gateway.host);
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
    it(`a message of ${Buffer.byteLength(text)} bytes arrives in frames of ${frameBytes.join(", ")}`, async () => {
      const raw = await openWebSocket(gateway.host);
      await gateway.call("POST", connectionId(), text);
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
});
