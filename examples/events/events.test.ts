import assert from "node:assert/strict";
import {
  startLaptop,
  type ConnectOptions,
  type Laptop,
  type TestConnection,
} from "pulumi-laptop/test";
import { assertEvent } from "pulumi-laptop/test/support/gateway/assert-event";

const REQUEST_CONTEXT = {
  stage: "probe",
  connectedAt: "<connectedAt>",
  requestTimeEpoch: "<requestTimeEpoch>",
  identity: { userAgent: "ua", sourceIp: "127.0.0.1" },
  requestId: "<requestId>",
  domainName: "<domainName>",
  connectionId: "<connectionId>",
  apiId: "<apiId>",
};

const IN = {
  extendedRequestId: "<extendedRequestId>",
  requestTime: "<requestTime>",
  messageDirection: "IN",
};

/** As captured from AWS in September 2026; keys are compared in their order. */
describe("examples/events, the events of a connection,", () => {
  let laptop: Laptop;
  let alice: TestConnection;
  let connect: string;
  let message: string;
  let disconnect: string;

  /** The text of the event that some action causes. */
  const eventOf = async (action: () => Promise<unknown>) => {
    await action();
    await laptop.settled();
    return String(laptop.entries({ service: "lambda", event: "log" }).at(-1)?.message);
  };
  const connectEventOf = (options: ConnectOptions) =>
    eventOf(async () => (alice = await laptop.connect(options)));

  before(async () => {
    const Origin = "https://probe.invalid";
    laptop = await startLaptop({ program: __dirname, allowOrigins: [Origin] });
    const query = "context=query%20value&repeat=first&marker=m&repeat=second";
    const headers = { "X-Probe": "m", "User-Agent": "ua", "X-Context": "header value", Origin };
    connect = await connectEventOf({ stage: "probe", query, headers });
    message = await eventOf(() => alice.send({ action: "echo" }));
    disconnect = await eventOf(() => alice.close(1000, "probe-complete"));
  });
  after(() => laptop.close());

  it("begin with CONNECT", () => {
    const headers = {
      Host: "<Host>",
      Origin: "https://probe.invalid",
      "Sec-WebSocket-Key": "<Sec-WebSocket-Key>",
      "Sec-WebSocket-Version": "13",
      "User-Agent": "ua",
      "X-Amzn-Trace-Id": "<X-Amzn-Trace-Id>",
      "X-Context": "header value",
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Port": "443",
      "X-Forwarded-Proto": "https",
      "X-Probe": "m",
    };
    assertEvent(connect, {
      headers,
      multiValueHeaders: listsOf(headers),
      queryStringParameters: { context: "query value", marker: "m", repeat: "second" },
      multiValueQueryStringParameters: {
        context: ["query value"],
        marker: ["m"],
        repeat: ["first", "second"],
      },
      requestContext: {
        routeKey: "$connect",
        eventType: "CONNECT",
        ...IN,
        ...REQUEST_CONTEXT,
      },
      isBase64Encoded: false,
    });
  });

  it("go on with MESSAGE", () => {
    assertEvent(message, {
      requestContext: {
        routeKey: "echo",
        messageId: "<messageId>",
        eventType: "MESSAGE",
        ...IN,
        ...REQUEST_CONTEXT,
      },
      body: '{"action":"echo"}',
      isBase64Encoded: false,
    });
  });

  it("end with DISCONNECT", () => {
    const headers = { Host: "<Host>", "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
    assertEvent(disconnect, {
      headers,
      multiValueHeaders: listsOf(headers),
      requestContext: {
        routeKey: "$disconnect",
        disconnectStatusCode: 1000,
        eventType: "DISCONNECT",
        ...IN,
        disconnectReason: "probe-complete",
        ...REQUEST_CONTEXT,
      },
      isBase64Encoded: false,
    });
  });

  it("share the connection and differ in the request", () => {
    const contexts = [connect, message, disconnect].map(contextOf);
    for (const name of ["connectionId", "connectedAt", "apiId", "domainName"])
      assert.equal(new Set(contexts.map((context) => context[name])).size, 1, name);
    assert.equal(new Set(contexts.map(({ requestId }) => requestId)).size, 3);
  });

  it("say the time of the request twice, and not before the connection's", () => {
    for (const event of [connect, message, disconnect]) {
      const { requestId, extendedRequestId, requestTime, requestTimeEpoch, connectedAt } =
        contextOf(event);
      assert.equal(requestId, extendedRequestId);
      assert.ok(Number(connectedAt) <= Number(requestTimeEpoch));
      const [, day, month, year, time] = /^(\d+)\/(\w+)\/(\d+):(\S+) \+0000$/.exec(
        String(requestTime),
      )!;
      const seconds = Date.parse(`${day} ${month} ${year} ${time} UTC`) / 1000;
      assert.equal(seconds, Math.floor(Number(requestTimeEpoch) / 1000));
    }
  });

  it("name a message by the end of its connection's ID", () => {
    const { connectionId, messageId } = contextOf(message);
    assert.equal(String(messageId).slice(-10), String(connectionId).slice(-10));
  });

  it("name the route that was selected, not the one that was asked for", async () => {
    await connectEventOf({ stage: "probe" });
    const body = '{"action":"none"}';
    const event = await eventOf(() => alice.send(body));
    assert.equal(contextOf(event).routeKey, "$default");
    assert.equal((JSON.parse(event) as { body: string }).body, body);
  });

  it("have no query and no user agent when there is none", async () => {
    const event = await connectEventOf({ stage: "probe" });
    const keys = ["headers", "multiValueHeaders", "requestContext", "isBase64Encoded"];
    assert.deepEqual(Object.keys(JSON.parse(event) as object), keys);
    assert.deepEqual(contextOf(event).identity, { sourceIp: "127.0.0.1" });
  });

  it("have the stage's variables before the context", async () => {
    const connected = await connectEventOf({ stage: "variables", query: "a=1" });
    const sent = await eventOf(() => alice.send("hello"));
    const closed = await eventOf(() => alice.close());
    for (const event of [connected, sent, closed]) {
      assert.match(event, /"stageVariables":\{"version":"7"\},("requestContext"|"body")/);
      assert.equal(contextOf(event).stage, "variables");
    }
    assert.deepEqual(Object.keys(JSON.parse(connected) as object), [
      "headers",
      "multiValueHeaders",
      "queryStringParameters",
      "multiValueQueryStringParameters",
      "stageVariables",
      "requestContext",
      "isBase64Encoded",
    ]);
  });
});

function listsOf(headers: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}

function contextOf(event: string): Record<string, unknown> {
  return (JSON.parse(event) as { requestContext: Record<string, unknown> }).requestContext;
}
