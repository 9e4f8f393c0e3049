import assert from "node:assert/strict";
import { startTestGateway, type TestGateway } from "../support/gateway/gateway";
import { clientFrame, openWebSocket, type RawConnection } from "../support/gateway/raw-connection";

const MIB = 1024 * 1024;

describe("a connection that does not read", () => {
  let gateway: TestGateway;
  let raw: RawConnection;

  beforeEach(async () => {
    gateway = await startTestGateway();
    raw = await openWebSocket(gateway.host);
    raw.pause();
  });
  afterEach(async () => {
    raw.reset();
    await gateway.close();
  });

  const connectionId = () => gateway.events[0]!.requestContext.connectionId;
  const post = (text: string) => gateway.call("POST", connectionId(), text);
  /** Posts until it is refused. @returns how many bytes were taken, and the refusal. */
  const fill = async () => {
    const text = "x".repeat(128 * 1024);
    for (let bytes = 0; ; bytes += text.length) {
      const response = await post(text);
      if (response.status !== 200) return { bytes, response };
      assert.ok(bytes < 64 * MIB, "More was taken than any buffer should hold.");
    }
  };

  it("answers posts with 429 LimitExceededException when its buffer is full", async () => {
    const { bytes, response } = await fill();
    assert.equal(response.status, 429);
    assert.equal(response.headers.get("x-amzn-errortype"), "LimitExceededException");
    assert.equal(await response.text(), '{"message":"The connection does not read its messages"}');
    // The operating system buffers some more.
    assert.ok(bytes >= 4 * MIB && bytes < 32 * MIB, String(bytes));
  });

  it("takes posts again when it has read, and has lost nothing that was taken", async () => {
    const { bytes } = await fill();
    raw.resume();
    for (let read = 0; read < bytes;) read += (await raw.frame()).payload.length;
    assert.equal((await post("hello")).status, 200);
    assert.equal((await raw.frame()).payload.toString(), "hello");
  });

  it("does not fill the memory with answers to what it sends", async () => {
    gateway.handle = () => assert.fail("so that every message is answered");
    await fill();
    const dropped = gateway.until("apigateway.drop");
    raw.write(clientFrame(1, "hello"));
    assert.ok(Number((await dropped).bytes) > 100);
  });

  it("does not fill the memory with answers to its pings", async () => {
    const { bytes } = await fill();
    for (let i = 0; i < 1000; i++) raw.write(clientFrame(9, "ping"));
    raw.write(clientFrame(1, "hello"));
    await gateway.payload("MESSAGE");
    raw.resume();
    for (let read = 0; read < bytes;) read += (await raw.frame()).payload.length;
    assert.equal((await post("hello")).status, 200);
    assert.equal((await raw.frame()).opcode, 1);
  });

  it("can be deleted: $disconnect does not wait until it reads", async () => {
    await fill();
    const disconnected = gateway.next("DISCONNECT");
    assert.equal((await gateway.call("DELETE", connectionId())).status, 204);
    assert.equal((await post("late")).status, 410);
    assert.equal((await disconnected).requestContext.disconnectStatusCode, 1000);
  });
});
