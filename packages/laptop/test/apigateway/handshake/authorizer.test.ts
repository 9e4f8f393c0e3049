import assert from "node:assert/strict";
import type { AccessControl } from "../../../src/iam/access/access";
import type { Authorizer, CalledFunction } from "../../../src/model/model";
import { assertEvent } from "../../support/gateway/assert-event";
import { connectTo, refusalOf } from "../../support/connection";
import type { TestGateway } from "../../support/gateway/gateway";
import {
  allowing,
  ARN,
  METHOD_ARN,
  startGuardedGateway,
} from "../../support/gateway/guarded-gateway";

describe("a Lambda authorizer", () => {
  let gateway: TestGateway;

  const start = async (authorizer: Partial<Authorizer> = {}, access?: AccessControl) => {
    await gateway?.close();
    gateway = await startGuardedGateway(authorizer, access);
  };
  beforeEach(() => start());
  afterEach(() => gateway.close());

  const refused = async (suffix = "", headers: Record<string, string> = {}) => {
    const refusal = await refusalOf(gateway.url + suffix, { headers });
    const { message } = JSON.parse(refusal.body) as { message: string };
    return { ...refusal, message };
  };

  it("the authorizer gets this event", async () => {
    await start({ identitySources: ["route.request.header.Authorization"] });
    const query = "?marker=m&encoded=a%2Bb+space&repeat=one&tenant=t&repeat=two";
    await connectTo(gateway.url + query, {
      headers: { "User-Agent": "ua", Authorization: "shared", "X-Mixed-Header": "ProbeValue" },
      origin: "https://probe.invalid",
    });
    const headers = {
      Authorization: "shared",
      Connection: "upgrade",
      "content-length": "0",
      Host: "<Host>",
      Origin: "https://probe.invalid",
      "Sec-WebSocket-Key": "<Sec-WebSocket-Key>",
      "Sec-WebSocket-Version": "13",
      Upgrade: "websocket",
      "User-Agent": "ua",
      "X-Amzn-Trace-Id": "<X-Amzn-Trace-Id>",
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Port": "443",
      "X-Forwarded-Proto": "https",
      "X-Mixed-Header": "ProbeValue",
    };
    const requestContext = {
      routeKey: "$connect",
      eventType: "CONNECT",
      extendedRequestId: "<extendedRequestId>",
      requestTime: "<requestTime>",
      messageDirection: "IN",
      stage: "dev",
      connectedAt: "<connectedAt>",
      requestTimeEpoch: "<requestTimeEpoch>",
      identity: { userAgent: "ua", sourceIp: "127.0.0.1" },
      requestId: "<requestId>",
      domainName: "<domainName>",
      connectionId: "<connectionId>",
      apiId: "<apiId>",
    };
    assertEvent(gateway.authorizerPayloads[0]!, {
      type: "REQUEST",
      methodArn: METHOD_ARN,
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, [v]])),
      queryStringParameters: { marker: "m", encoded: "a+b space", repeat: "two", tenant: "t" },
      multiValueQueryStringParameters: {
        marker: ["m"],
        encoded: ["a+b space"],
        repeat: ["one", "two"],
        tenant: ["t"],
      },
      stageVariables: {},
      requestContext,
    });
    const { requestContext: asked } = JSON.parse(gateway.authorizerPayloads[0]!) as {
      requestContext: object;
    };
    const { requestContext: told } = JSON.parse(gateway.payloads[0]!) as {
      requestContext: Record<string, unknown>;
    };
    const { authorizer: _authorizer, ...connected } = told;
    assert.equal(JSON.stringify(asked), JSON.stringify(connected));
  });

  it("without a query and stage variables the maps are empty, where CONNECT omits them", async () => {
    await connectTo(gateway.url);
    assert.match(
      gateway.authorizerPayloads[0]!,
      /"queryStringParameters":{},"multiValueQueryStringParameters":{},"stageVariables":{},/,
    );
    assert.doesNotMatch(gateway.payloads[0]!, /queryString|stageVariables/);
  });

  it("the headers of the handshake are in the authorizer's event only", async () => {
    await connectTo(gateway.url, { headers: { __proto__: null, constructor: "x" } as never });
    const names = (payload: string) =>
      Object.keys((JSON.parse(payload) as { headers: object }).headers);
    const [asked, connected] = [gateway.authorizerPayloads[0]!, gateway.payloads[0]!].map(names);
    const added = asked!.filter((name) => !connected!.includes(name));
    assert.deepEqual(added, ["Connection", "content-length", "Upgrade"]);
  });

  const sources: [source: string, suffix: string, headers: object, isGiven: boolean][] = [
    ["route.request.header.X-Token", "", { "x-tOKEN": "a" }, true],
    ["route.request.header.X-Token", "", {}, false],
    ["route.request.header.X-Token", "", { "X-Token": "" }, false],
    ["route.request.header.constructor", "", {}, false],
    ["route.request.querystring.token", "?token=a", {}, true],
    ["route.request.querystring.token", "?token=", {}, false],
    ["route.request.querystring.token", "?TOKEN=a", {}, false],
    ["route.request.querystring.a.b", "?a.b=1", {}, true],
    ["context.connectionId", "", {}, true],
    ["context.connectedAt", "", {}, true],
    ["context.requestTimeEpoch", "", {}, true],
    ["context.eventType", "", {}, false],
    ["context.messageDirection", "", {}, false],
    ["stageVariables.tenant", "", {}, false],
    ["nonsense", "", {}, false],
  ];
  for (const [source, suffix, headers, isGiven] of sources) {
    const given = `${suffix || JSON.stringify(headers)}`;
    it(`${source} with ${given} is ${isGiven ? "an identity" : "none: 401"}`, async () => {
      await start({ identitySources: ["context.connectionId", source] });
      const options = { headers: headers as Record<string, string> };
      if (isGiven) return void (await connectTo(gateway.url + suffix, options));
      const { status, message } = await refused(suffix, options.headers);
      assert.deepEqual([status, message], [401, "Unauthorized"]);
      assert.deepEqual([gateway.authorizerPayloads, gateway.payloads], [[], []]);
    });
  }
  it("a stage variable is an identity if it is not empty", async () => {
    await start({ identitySources: ["stageVariables.tenant"] });
    await connectTo(`ws://${gateway.host}/variables`);
    await start({ identitySources: ["stageVariables.empty"] });
    assert.equal((await refusalOf(`ws://${gateway.host}/variables`)).status, 401);
  });

  const authorizerOf = (event: string) =>
    JSON.stringify((JSON.parse(event) as Context).requestContext.authorizer);
  interface Context {
    requestContext: { authorizer?: object };
  }

  it("the context is carried as text: to CONNECT with the latency, to the rest without", async () => {
    gateway.authorizer = () => {
      gateway.clock.advance(12);
      return allowing({ numberValue: 7, booleanValue: true, no: false, empty: "" })(
        undefined as never,
      );
    };
    const alice = await connectTo(gateway.url);
    alice.send("hello");
    await gateway.payload("MESSAGE");
    await alice.close();
    await gateway.payload("DISCONNECT");
    const carried =
      '{"numberValue":"7","booleanValue":"true","no":"false","empty":"","principalId":"probe-principal"';
    assert.deepEqual(gateway.payloads.map(authorizerOf), [
      `${carried},"integrationLatency":12}`,
      `${carried}}`,
      `${carried}}`,
    ]);
    assert.match(gateway.payloads[0]!, /"requestContext":{"routeKey":"\$connect","authorizer":{/);
  });

  it("the authorizer is asked for every handshake, and not for messages", async () => {
    const headers = { Authorization: "the same" };
    for (let i = 1; i <= 3; i++) {
      const alice = await connectTo(gateway.url, { headers });
      alice.send("hello");
      await gateway.payload("MESSAGE");
      await alice.close();
      await gateway.payload("DISCONNECT");
      assert.equal(gateway.authorizerPayloads.length, i);
    }
  });

  it("permissions name the authorizer and the routes by these ARNs", async () => {
    const asked: [string, string][] = [];
    const mayInvoke = ({ functionName }: CalledFunction, arn: string) =>
      asked.push([functionName, arn]) > 0;
    await start({}, { check: () => undefined, mayInvoke });
    const alice = await connectTo(gateway.url);
    alice.send("hello");
    await gateway.payload("MESSAGE");
    await alice.close();
    await gateway.payload("DISCONNECT");
    assert.deepEqual(asked, [
      ["guard", `${ARN}/authorizers/abc123`],
      ["events", `${ARN}/dev/$connect`],
      ["events", `${ARN}/dev/$default`],
      ["events", `${ARN}/dev/$disconnect`],
    ]);
  });
});
