import assert from "node:assert/strict";
import { connectTo, type Closed, type TestConnection } from "../../support/connection";
import {
  closedOf,
  startTestGateway,
  type TestEvent,
  type TestGateway,
} from "../../support/gateway/gateway";
import { clientFrame, closeOf, openWebSocket } from "../../support/gateway/raw-connection";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
describe("the limits of messages and frames", () => {
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

  it("a message of 128 KB in frames of 32 KB is taken", async () => {
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
    it(`${what} closes the connection with 1009`, async () => {
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
  it("a frame is refused by its header, before its bytes have come", async () => {
    const raw = await openWebSocket(gateway.host);
    for (const byte of clientFrame(1, Buffer.alloc(40_000)).subarray(0, 8))
      raw.write(Buffer.from([byte]));
    assert.equal(closeOf(await raw.frame()).code, 1009);
  });
});
