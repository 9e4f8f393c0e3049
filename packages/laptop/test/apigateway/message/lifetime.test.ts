import assert from "node:assert/strict";
import { connectTo, type TestConnection } from "../../support/connection";
import { closedOf, startTestGateway, type TestGateway } from "../../support/gateway/gateway";

const MINUTE = 60_000;

describe("the lifetime of a connection", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  const connectionId = () => gateway.events[0]!.requestContext.connectionId;

  const goingAway = { code: 1001, reason: "Going away" };
  it("an idle connection is closed with 1001 after ten minutes", async () => {
    const alice = await connectTo(gateway.url);
    const disconnected = gateway.next("DISCONNECT");
    gateway.clock.advance(10 * MINUTE - 1);
    alice.send("still there");
    await gateway.payload("MESSAGE");
    gateway.clock.advance(10 * MINUTE - 1);
    assert.equal((await gateway.call("GET", connectionId())).status, 200);
    gateway.clock.advance(1);
    assert.deepEqual(await alice.closed, goingAway);
    assert.deepEqual(closedOf(await disconnected), goingAway);
  });
  const keepers: [what: string, keep: (alice: TestConnection) => Promise<unknown>][] = [
    ["a post", () => gateway.call("POST", connectionId(), "hello")],
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
    it(`${what} starts the ten minutes again`, async () => {
      const alice = await connectTo(gateway.url);
      gateway.clock.advance(9 * MINUTE);
      await keep(alice);
      gateway.clock.advance(9 * MINUTE);
      assert.equal((await gateway.call("GET", connectionId())).status, 200);
      gateway.clock.advance(MINUTE);
      assert.deepEqual(await alice.closed, goingAway);
    });
  }
  it("GET does not start the ten minutes again", async () => {
    const alice = await connectTo(gateway.url);
    gateway.clock.advance(9 * MINUTE);
    await gateway.call("GET", connectionId());
    gateway.clock.advance(MINUTE);
    assert.deepEqual(await alice.closed, goingAway);
  });
  it("a busy connection is closed with 1001 after two hours", async () => {
    const alice = await connectTo(gateway.url);
    for (let minutes = 9; minutes < 120; minutes += 9) {
      gateway.clock.advance(9 * MINUTE);
      alice.send("busy");
      await gateway.payload("MESSAGE");
    }
    gateway.clock.advance(3 * MINUTE - 1);
    assert.equal((await gateway.call("GET", connectionId())).status, 200);
    gateway.clock.advance(1);
    assert.deepEqual(await alice.closed, goingAway);
  });
});
