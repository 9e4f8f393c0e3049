import assert from "node:assert/strict";
import type { AccessControl } from "../../../src/iam/access/access";
import type { Integration } from "../../../src/model/model";
import { connectTo, type TestConnection } from "../../support/connection";
import { startTestGateway, type Handle, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, modelOf } from "../../support/models";

const KEYS = ["$connect", "$disconnect", "$default"];

describe("a message", () => {
  let gateway: TestGateway;
  let alice: TestConnection;

  const start = async (routeKeys = KEYS) => {
    const api = apiOf(routeKeys);
    gateway = await startTestGateway({ api });
    alice = await connectTo(gateway.url);
    return api;
  };
  afterEach(() => gateway.close());

  /** The error frame that answers a message, with its IDs replaced. */
  const errorAfter = async (message: string) => {
    alice.send(message);
    const { connectionId } = gateway.events[0]!.requestContext;
    const frame = await alice.next();
    const text = frame.replace(/"requestId":"[\w-]{15}="/, '"requestId":"ID"');
    return text.replace(`"connectionId":"${connectionId}"`, '"connectionId":"CONNECTION"');
  };
  const errorFrame = (message: string) =>
    `{"message": "${message}", "connectionId":"CONNECTION", "requestId":"ID"}`;
  const routeOf = async (body: string) => {
    const arrived = gateway.until("apigateway.message");
    alice.send(body);
    return (await arrived).routeKey;
  };

  for (const body of ["hello", "", " ", "{", "{'action':'echo'}"]) {
    it(`that is no JSON goes to $default as it is: ${JSON.stringify(body)}`, async () => {
      await start([...KEYS, "echo"]);
      alice.send(body);
      const { requestContext, body: got } = JSON.parse(await gateway.payload("MESSAGE")) as {
        requestContext: { routeKey: string };
        body: string;
      };
      assert.deepEqual([requestContext.routeKey, got], ["$default", body]);
    });
  }

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

  it("without a route gets the Forbidden frame, and the connection stays open", async () => {
    await start(["$connect", "echo"]);
    for (const message of ["hello", '{"action":"none"}'])
      assert.equal(await errorAfter(message), errorFrame("Forbidden"));
    assert.equal(await routeOf('{"action":"echo"}'), "echo");
  });
  it("to a stage to which nothing was deployed gets the Forbidden frame", async () => {
    const api = await start();
    gateway.update({ apis: [{ ...api, stages: [{ ...api.stages[0]!, deployed: false }] }] });
    assert.equal(await errorAfter("hello"), errorFrame("Forbidden"));
  });

  it("on a one-way route gets no response, whatever the function returns", async () => {
    await start();
    gateway.handle = ({ body }) => ({ statusCode: Number(body), body: "unheard" });
    for (const status of ["200", "201", "301", "401", "501"]) {
      alice.send(status);
      await gateway.payload("MESSAGE");
    }
    gateway.handle = () => assert.fail();
    assert.equal(await errorAfter("hello"), errorFrame("Internal server error"));
    assert.equal(alice.hasMore, false);
  });

  const twoWay = async () => {
    const api = await start();
    api.routes.get("$default")!.twoWay = true;
  };
  const responses: [what: string, response: object, frame: string][] = [
    ["the body", { statusCode: 200, body: '{"a": 1}' }, '{"a": 1}'],
    ["the body, not the headers", { statusCode: 200, headers: { a: "b" }, body: "é" }, "é"],
    ["the body also with status 500", { statusCode: 500, body: "sorry" }, "sorry"],
    ["a Base64 body decoded", { statusCode: 200, body: "aMOp", isBase64Encoded: true }, "hé"],
  ];
  for (const [what, response, frame] of responses) {
    it(`on a two-way route gets ${what}`, async () => {
      await twoWay();
      gateway.handle = () => response;
      alice.send("hello");
      assert.equal(await alice.next(), frame);
    });
  }
  it("on a two-way route gets nothing if the function returns no body", async () => {
    await twoWay();
    for (const body of [undefined, null, ""]) {
      gateway.handle = () => ({ statusCode: 200, body });
      alice.send("hello");
      await gateway.payload("MESSAGE");
    }
    gateway.handle = () => ({ statusCode: 200, body: "last" });
    alice.send("hello");
    assert.equal(await alice.next(), "last");
  });

  const failures: [what: string, handle: Handle][] = [
    ["throws", () => assert.fail("secret")],
    ["answers nothing", () => undefined],
    ["answers text", () => "hello"],
    ["answers a wrong status", () => ({ statusCode: "fine" })],
    ["answers an object as body", () => ({ statusCode: 200, body: {} })],
  ];
  for (const [what, handle] of failures) {
    it(`whose function ${what} gets an error frame, and the connection stays open`, async () => {
      await start();
      gateway.handle = handle;
      for (const message of ["one", "two"])
        assert.equal(await errorAfter(message), errorFrame("Internal server error"));
    });
  }
  it("gets an error frame with the request ID of its event", async () => {
    await start();
    gateway.handle = () => assert.fail();
    alice.send("hello");
    const { requestId } = JSON.parse(await alice.next()) as { requestId: string };
    assert.equal(requestId, gateway.events.at(-1)!.requestContext.requestId);
  });
  it("whose function may not be invoked gets an error frame", async () => {
    const isConnect = (arn: string) => arn.endsWith("/$connect");
    const access: AccessControl = {
      check: () => undefined,
      mayInvoke: (_name, sourceArn) => isConnect(sourceArn),
    };
    gateway = await startTestGateway({ access });
    alice = await connectTo(gateway.url);
    assert.equal(await errorAfter("hello"), errorFrame("Internal server error"));
  });

  for (const timeoutMs of [50, 29_000]) {
    it(`whose function takes over ${timeoutMs} ms gets the frame "Endpoint request timed out"; the function runs on`, async () => {
      const api = await start();
      (api.routes.get("$default")!.integration as Integration & { timeoutMs: number }).timeoutMs =
        timeoutMs;
      let end = () => {};
      gateway.handle = () => new Promise((resolve) => (end = () => resolve({ statusCode: 200 })));
      const waiting = gateway.clock.timerOf(timeoutMs);
      const answered = errorAfter("hello");
      await waiting;
      gateway.clock.advance(timeoutMs);
      assert.equal(await answered, errorFrame("Endpoint request timed out"));
      end();
      gateway.handle = () => assert.fail();
      assert.equal(await errorAfter("hello"), errorFrame("Internal server error"));
    });
  }
  it("does not wait for the one before it", async () => {
    await twoWay();
    let release = () => {};
    const slow = { statusCode: 200, body: "slow" };
    gateway.handle = ({ body }) =>
      body === "slow"
        ? new Promise((resolve) => (release = () => resolve(slow)))
        : { statusCode: 200, body };
    alice.send("slow");
    alice.send("fast");
    assert.equal(await alice.next(), "fast");
    release();
    assert.equal(await alice.next(), "slow");
  });

  it("to a mock integration gets its response; no function is invoked", async () => {
    const api = await start([]);
    const integration: Integration = { id: "2", type: "MOCK", statusCode: 200, body: "pong" };
    const route = { integration, authorization: { type: "NONE" }, twoWay: true } as const;
    const routes = new Map([["$default", { ...route, routeKey: "$default" }]]);
    gateway.update(modelOf({ apis: [{ ...api, routes }] }));
    alice.send("ping");
    assert.equal(await alice.next(), "pong");
    assert.deepEqual(gateway.events, []);
  });
});
