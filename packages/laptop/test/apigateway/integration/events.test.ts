import assert from "node:assert/strict";
import { assertEvent } from "../../support/gateway/assert-event";
import { connectTo } from "../../support/connection";
import { FakeClock } from "../../support/fake-clock";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, stageOf } from "../../support/models";

const CONTEXT_END = {
  stage: "dev",
  connectedAt: "<connectedAt>",
  requestTimeEpoch: "<requestTimeEpoch>",
  identity: { userAgent: "ua", sourceIp: "127.0.0.1" },
  requestId: "<requestId>",
  domainName: "<domainName>",
  connectionId: "<connectionId>",
  apiId: "<apiId>",
};
const REQUEST = {
  extendedRequestId: "<extendedRequestId>",
  requestTime: "<requestTime>",
  messageDirection: "IN",
};

interface Parsed {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  requestContext: Record<string, unknown>;
  body?: string;
}

describe("an event", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    const stages = [stageOf("dev"), stageOf("blue", { variables: { colour: "blue" } })];
    const api = apiOf(["$connect", "$disconnect", "$default", "echo"], { stages });
    api.routes.get("$connect")!.authorization = {
      type: "CUSTOM",
      authorizer: { id: "abc123", functionName: "guard", identitySources: [] },
    };
    gateway = await startTestGateway({ api, clock: new FakeClock("2026-09-25T00:02:48.767Z") });
  });
  afterEach(() => gateway.close());

  /** The texts of the three events of a connection that sends one message. */
  const lifeOf = async (message: string, { query = "", stage = "dev", headers = {} } = {}) => {
    const options = {
      headers: { "User-Agent": "ua", ...headers },
      origin: "https://probe.invalid",
    };
    const alice = await connectTo(`ws://${gateway.host}/${stage}${query}`, options);
    gateway.clock.advance(196);
    alice.send(message);
    const sent = await gateway.payload("MESSAGE");
    await alice.close(1000, "probe-complete");
    return [await gateway.payload("CONNECT"), sent, await gateway.payload("DISCONNECT")] as const;
  };
  const parsed = (event: string) => JSON.parse(event) as Parsed;

  it("requestContext has these keys in this order", async () => {
    const events = await lifeOf("hello");
    const keys = events.map((event) => Object.keys(parsed(event).requestContext).join(" "));
    const end =
      "stage connectedAt requestTimeEpoch identity requestId domainName connectionId apiId";
    const start = "eventType extendedRequestId requestTime messageDirection";
    assert.deepEqual(keys, [
      `routeKey authorizer ${start} ${end}`,
      `routeKey authorizer messageId ${start} ${end}`,
      `routeKey disconnectStatusCode authorizer ${start} disconnectReason ${end}`,
    ]);
    for (const event of events) {
      const { requestId, extendedRequestId } = parsed(event).requestContext;
      assert.equal(requestId, extendedRequestId);
    }
  });

  it("a connection without a user agent has none in its identity", async () => {
    await connectTo(gateway.url);
    const { identity } = parsed(await gateway.payload("CONNECT")).requestContext;
    assert.equal(JSON.stringify(identity), '{"sourceIp":"127.0.0.1"}');
  });

  it("IDs have the forms of September 2026", async () => {
    const contexts = (await lifeOf("hello")).map((event) => parsed(event).requestContext);
    const [{ connectionId }, { messageId }] = contexts as [
      Record<string, string>,
      Record<string, string>,
    ];
    assert.match(connectionId!, /^[A-Za-z0-9_-]{18}==$/);
    assert.match(messageId!, /^[A-Za-z0-9_-]{18}==$/);
    assert.equal(messageId!.slice(-10), connectionId!.slice(-10));
    for (const { requestId } of contexts) assert.match(String(requestId), /^[A-Za-z0-9_-]{15}=$/);
    assert.equal(new Set(contexts.map(({ requestId }) => requestId)).size, 3);
    assert.equal(new Set(contexts.map((context) => context.connectionId)).size, 1);
  });

  it("times are in milliseconds, and once as in a common log", async () => {
    const times = (await lifeOf("hello")).map((event) => {
      const { connectedAt, requestTimeEpoch, requestTime } = parsed(event).requestContext;
      return [connectedAt, requestTimeEpoch, requestTime];
    });
    assert.deepEqual(times, [
      [1790294568767, 1790294568767, "25/Sep/2026:00:02:48 +0000"],
      [1790294568767, 1790294568963, "25/Sep/2026:00:02:48 +0000"],
      [1790294568767, 1790294568963, "25/Sep/2026:00:02:48 +0000"],
    ]);
  });

  it("a CONNECT event is this", async () => {
    const query = "?marker=m&context=query%20value&repeat=first&repeat=second";
    const headers = { "X-Probe": "m", "x-CONTEXT": "header value", "X-Forwarded-For": "10.1.1.1" };
    const [connect] = await lifeOf("hello", { query, headers });
    const values = {
      Host: "<Host>",
      Origin: "https://probe.invalid",
      "Sec-WebSocket-Key": "<Sec-WebSocket-Key>",
      "Sec-WebSocket-Version": "13",
      "User-Agent": "ua",
      "X-Amzn-Trace-Id": "<X-Amzn-Trace-Id>",
      "x-CONTEXT": "header value",
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Port": "443",
      "X-Forwarded-Proto": "https",
      "X-Probe": "m",
    };
    assertEvent(connect, {
      headers: values,
      multiValueHeaders: Object.fromEntries(Object.entries(values).map(([k, v]) => [k, [v]])),
      queryStringParameters: { context: "query value", marker: "m", repeat: "second" },
      multiValueQueryStringParameters: {
        context: ["query value"],
        marker: ["m"],
        repeat: ["first", "second"],
      },
      requestContext: {
        routeKey: "$connect",
        authorizer: { principalId: "p", integrationLatency: 0 },
        eventType: "CONNECT",
        ...REQUEST,
        ...CONTEXT_END,
      },
      isBase64Encoded: false,
    });
  });

  const queries: [query: string, last: string, all: string][] = [
    ["?b=1&a=2", '{"a":"2","b":"1"}', '{"a":["2"],"b":["1"]}'],
    ["?r=first&r=second", '{"r":"second"}', '{"r":["first","second"]}'],
    ["?a=x+y%2Bz%26", '{"a":"x y+z&"}', '{"a":["x y+z&"]}'],
    ["?a&b=", '{"a":"","b":""}', '{"a":[""],"b":[""]}'],
    ["?__proto__=1", '{"__proto__":"1"}', '{"__proto__":["1"]}'],
  ];
  for (const [query, last, all] of queries) {
    it(`the query ${query} is told as ${last} and ${all}`, async () => {
      const [connect] = await lifeOf("hello", { query });
      assert.ok(
        connect.includes(
          `"queryStringParameters":${last},"multiValueQueryStringParameters":${all},"requestContext"`,
        ),
      );
    });
  }
  it("without a query there are no fields for one", async () => {
    for (const query of ["", "?"])
      assert.doesNotMatch((await lifeOf("hello", { query }))[0], /ueryStringParameters/);
  });
  it("of a header that was sent twice the last value counts", async () => {
    const headers = { "X-Twice": ["one", "two"] } as unknown as Record<string, string>;
    const { headers: last, multiValueHeaders } = parsed((await lifeOf("hello", { headers }))[0]);
    assert.equal(last["X-Twice"], "two");
    assert.deepEqual(multiValueHeaders["X-Twice"], ["one", "two"]);
  });

  for (const [body, routeKey] of [
    ['{"action":"echo"}', "echo"],
    ['{"action":"none"}', "$default"],
    [' {"action" : "$default"}\n', "$default"],
  ] as const) {
    it(`the MESSAGE event of ${JSON.stringify(body)} is this`, async () => {
      const [, message] = await lifeOf(body);
      assertEvent(message, {
        requestContext: {
          routeKey,
          authorizer: { principalId: "p" },
          messageId: "<messageId>",
          eventType: "MESSAGE",
          ...REQUEST,
          ...CONTEXT_END,
        },
        body,
        isBase64Encoded: false,
      });
    });
  }

  it("a DISCONNECT event is this", async () => {
    const [, , disconnect] = await lifeOf("hello");
    const headers = { Host: "<Host>", "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
    assertEvent(disconnect, {
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, [v]])),
      requestContext: {
        routeKey: "$disconnect",
        disconnectStatusCode: 1000,
        authorizer: { principalId: "p" },
        eventType: "DISCONNECT",
        ...REQUEST,
        disconnectReason: "probe-complete",
        ...CONTEXT_END,
      },
      isBase64Encoded: false,
    });
  });

  it("stage variables are in every event of a stage that has some", async () => {
    const [connect, message, disconnect] = await lifeOf("hello", { stage: "blue", query: "?a=1" });
    const variables = '"stageVariables":{"colour":"blue"}';
    assert.ok(connect.includes(`},${variables},"requestContext":{`));
    assert.ok(message.includes(`},${variables},"body":"hello"`));
    assert.ok(disconnect.includes(`},${variables},"requestContext":{`));
    for (const event of await lifeOf("hello")) assert.ok(!event.includes("stageVariables"));
  });
});
