import assert from "node:assert/strict";
import { connectTo, type TestConnection } from "../../support/connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf } from "../../support/models";

const REQUEST_ID = "[A-Za-z0-9_-]{15}=";

describe("a message", () => {
  let gateway: TestGateway;
  let alice: TestConnection;

  const start = async (routeKeys = ["$connect", "$disconnect", "$default"]) => {
    gateway = await startTestGateway({ api: apiOf(routeKeys) });
    alice = await connectTo(gateway.url);
  };
  const connectionId = () => gateway.events[0]!.requestContext.connectionId;
  afterEach(() => gateway.close());

  it("without a route is answered with the frame Forbidden, and the connection stays open", async () => {
    await start(["$connect", "echo"]);
    for (const message of ["hello", '{"action":"none"}']) {
      alice.send(message);
      const frame = `{"message": "Forbidden", "connectionId":"${connectionId()}", "requestId":"ID"}`;
      assert.equal(withoutRequestId(await alice.next()), frame);
    }
    const arrived = gateway.until("apigateway.message", { routeKey: "echo" });
    alice.send('{"action":"echo"}');
    await arrived;
  });

  it("whose function throws is answered with an error frame, and the connection stays open", async () => {
    await start();
    gateway.handle = ({ body }) => {
      throw new Error(`secret of the function: ${body}`);
    };
    for (const message of ["one", "two"]) {
      alice.send(message);
      const frame = await alice.next();
      const { requestId } = gateway.events.at(-1)!.requestContext;
      assert.equal(
        frame,
        `{"message": "Internal server error", "connectionId":"${connectionId()}", "requestId":"${requestId}"}`,
      );
    }
  });

  it("whose function answers no proxy response is answered with the same error frame", async () => {
    await start();
    gateway.handle = () => "sent";
    alice.send("hello");
    assert.equal(
      withoutRequestId(await alice.next()),
      `{"message": "Internal server error", "connectionId":"${connectionId()}", "requestId":"ID"}`,
    );
  });

  it("on a one-way route is not answered, whatever the function's status and body", async () => {
    await start();
    gateway.handle = ({ body }) => {
      if (body === "fail") throw new Error("now");
      return { statusCode: Number(body), body: "unheard" };
    };
    for (const status of [200, 201, 301, 401, 501]) alice.send(String(status));
    alice.send("fail");
    assert.match(await alice.next(), /Internal server error/);
    assert.equal(alice.hasMore, false);
    assert.equal(gateway.all("apigateway.message").length, 6);
  });

  it("does not wait for the one before it", async () => {
    await start();
    let release = () => {};
    gateway.handle = ({ body }) => {
      if (body === "slow") return new Promise((resolve) => (release = () => resolve("malformed")));
      throw new Error("now");
    };
    alice.send("slow");
    alice.send("fast");
    const first = await alice.next();
    release();
    const requestIds = gateway.events
      .slice(1)
      .map(({ requestContext }) => requestContext.requestId);
    assert.ok(first.includes(requestIds[1]!));
    assert.ok((await alice.next()).includes(requestIds[0]!));
  });

  it("reaches the function as it was sent", async () => {
    await start();
    const messages = ["", " ", "\u0000", "héllo 👋🏽 \u2028", '{"a":1}\n', "x".repeat(30_000)];
    for (const message of messages) {
      const arrived = gateway.until("apigateway.message");
      alice.send(message);
      await arrived;
    }
    await alice.close();
    assert.deepEqual(
      gateway.events.slice(1, 1 + messages.length).map(({ body }) => body),
      messages,
    );
  });

  it("that is binary closes the connection with 1003", async () => {
    await start();
    const disconnected = gateway.next("DISCONNECT");
    alice.send(Buffer.from([1, 2, 3]));
    assert.deepEqual(await alice.closed, { code: 1003, reason: "Binary is not supported" });
    await disconnected;
    assert.equal(gateway.all("apigateway.message").length, 0);
  });

  it("of 128 KB is taken; one byte more closes the connection with 1009", async () => {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
    await start();
    const arrived = gateway.until("apigateway.message", { bytes: 131_072 });
    alice.sendFrames("x".repeat(131_072));
    await arrived;
    alice.sendFrames("x".repeat(131_073));
    assert.equal((await alice.closed).code, 1009);
  });
});

describe("a connection that ends", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  const disconnectOf = async (end: (connection: TestConnection) => unknown) => {
    const alice = await connectTo(gateway.url);
    const disconnected = gateway.next("DISCONNECT");
    await end(alice);
    const { requestContext } = await disconnected;
    return [requestContext.disconnectStatusCode, requestContext.disconnectReason];
  };

  it("has its close frame echoed, and tells $disconnect its code and reason", async () => {
    let echoed;
    const told = await disconnectOf(
      async (alice) => (echoed = await alice.close(1000, "probe-complete")),
    );
    assert.deepEqual(told, [1000, "probe-complete"]);
    assert.deepEqual(echoed, { code: 1000, reason: "probe-complete" });
  });

  it("may close with a code of its own", async () => {
    const told = await disconnectOf((alice) => alice.close(4321, "bored"));
    assert.deepEqual(told, [4321, "bored"]);
  });

  it("without a code tells $disconnect 1005", async () => {
    const told = await disconnectOf((alice) => alice.close());
    assert.deepEqual(told, [1005, "Client-side close frame status not set"]);
  });

  it("without a close frame tells $disconnect 1006", async () => {
    const [code] = await disconnectOf((alice) => alice.cut());
    assert.equal(code, 1006);
  });
});

function withoutRequestId(frame: string): string {
  return frame.replace(new RegExp(`"requestId":"${REQUEST_ID}"`), '"requestId":"ID"');
}
