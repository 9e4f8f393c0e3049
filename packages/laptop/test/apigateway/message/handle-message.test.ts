import assert from "node:assert/strict";
import { buildModel } from "../../../src/model/build";
import type { Integration } from "../../../src/model/model";
import { connectTo, type TestConnection } from "../../support/connection";
import { CODE, Declared, SURROUNDINGS } from "../../support/program/declared";
import { startTestGateway, type Handle, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, modelOf } from "../../support/models";
import type { AccessControl } from "../../../src/iam/access/access";

const KEYS = ["$connect", "$disconnect", "$default"];

/** Items of shared/reference/api-gateway-websocket.md: routes, integrations, route responses. */
describe("API Gateway, routing", () => {
  let gateway: TestGateway;
  let alice: TestConnection;

  const start = async (routeKeys = KEYS, routeSelectionExpression = "$request.body.action") => {
    await gateway?.close();
    const api = apiOf(routeKeys, { routeSelectionExpression });
    gateway = await startTestGateway({ api });
    alice = await connectTo(gateway.url);
    return api;
  };
  afterEach(() => gateway.close());

  /** The frame that a message is answered with, its request ID checked and replaced. */
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

  const expressions: [expression: string, body: string, key: string][] = [
    ["$request.body.action", '{"action":"a"}', "a"],
    ["${request.body.action}", '{"action":"a"}', "a"],
    ["$request.body.a.b", '{"a":{"b":"c"}}', "c"],
    ["${request.body.a}-${request.body.b}", '{"a":"x","b":"y"}', "x-y"],
    ["${request.body.a}-${request.body.b}", '{"a":"x"}', "x-"],
    ["v${request.body.version}", '{"version":2}', "v2"],
    ["fixed", '{"action":"a"}', "fixed"],
    ["\\$default", '{"action":"a"}', "$default"],
    ["price in \\$: ${request.body.p}", '{"p":1}', "price in $: 1"],
    ["$request.body['a key']", '{"a key":"v"}', "v"],
    ['$request.body["a.b"].c', '{"a.b":{"c":"v"}}', "v"],
    ["$request.body.my-action", '{"my-action":"v"}', "v"],
    ["$request.body.list[1]", '{"list":["a","b"]}', "b"],
    ["$request.body.list[-1].id", '{"list":[{"id":1},{"id":2}]}', "2"],
    ["$request.body.list", '{"list":["a","b"]}', "[a, b]"],
    ["$request.body.list[*].id", '{"list":[{"id":"a"},{"id":"b"},{}]}', "[a, b]"],
    ["$request.body.list[0,2]", '{"list":["a","b","c"]}', "[a, c]"],
    ["$request.body.list[1:]", '{"list":["a","b","c"]}', "[b, c]"],
    ["$request.body..id", '{"id":1,"x":[{"id":2}]}', "[1, 2]"],
    ["$request.body.*", '{"a":1,"b":2}', "[1, 2]"],
    ["$request.body", '"a"', "a"],
    ["$request.body[0]", '["a"]', "a"],
    ["$request.body.on", '{"on":true}', "true"],
    ["$request.body.o", '{"o":{"a":1}}', '{"a":1}'],
    ["${request.body.a}", '{"a":"${request.body.b}","b":"c"}', "${request.body.b}"],
  ];
  for (const [expression, body, key] of expressions) {
    it(`32: ${expression} of ${body} selects ${key}`, async () => {
      await start(["$connect", "$default", key], expression);
      assert.equal(await routeOf(body), key);
    });
  }
  const fallbacks: [body: string, why: string][] = [
    ["{}", "the path leads nowhere"],
    ['{"action":null}', "the value is null"],
    ['{"action":"ECHO"}', "no route key matches"],
    ['{"action":"$default"}', "$default is asked for"],
    ['{"action":"$connect"}', "$connect is asked for"],
    ['{"action":"$disconnect"}', "$disconnect is asked for"],
    [`${"[".repeat(20_000)}1${"]".repeat(20_000)}`.slice(0, 30_000), "it is cut off"],
    [`{"action":${"[".repeat(14_000)}${"]".repeat(14_000)}}`, "it is nested too deep"],
  ];
  for (const [body, why] of fallbacks) {
    it(`32: a message goes to $default when ${why}`, async () => {
      await start([...KEYS, "echo", ""]);
      assert.equal(
        await routeOf(body),
        why.includes("nowhere") || why.includes("null") ? "" : "$default",
      );
    });
  }

  for (const body of ["hello", "", " ", "{", "{'action':'echo'}"]) {
    it(`33: ${JSON.stringify(body)} is no JSON and goes to $default as it is`, async () => {
      await start([...KEYS, "echo"]);
      alice.send(body);
      const { requestContext, body: got } = JSON.parse(await gateway.payload("MESSAGE")) as {
        requestContext: { routeKey: string };
        body: string;
      };
      assert.deepEqual([requestContext.routeKey, got], ["$default", body]);
    });
  }

  it("34: no match and no $default sends the Forbidden frame, and the connection stays open", async () => {
    await start(["$connect", "echo"]);
    for (const message of ["hello", '{"action":"none"}'])
      assert.equal(await errorAfter(message), errorFrame("Forbidden"));
    assert.equal(await routeOf('{"action":"echo"}'), "echo");
  });
  it("34: a stage to which nothing was deployed sends the Forbidden frame", async () => {
    const api = await start();
    gateway.update({ apis: [{ ...api, stages: [{ ...api.stages[0]!, deployed: false }] }] });
    assert.equal(await errorAfter("hello"), errorFrame("Forbidden"));
  });

  it("35: on a one-way route what the function returns is not sent, whatever its status", async () => {
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
    it(`36: a route response sends ${what}`, async () => {
      await twoWay();
      gateway.handle = () => response;
      alice.send("hello");
      assert.equal(await alice.next(), frame);
    });
  }
  it("36: an answer without a body sends nothing", async () => {
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
    it(`37: when the function ${what} an error frame is sent, and the connection stays open`, async () => {
      await start();
      gateway.handle = handle;
      for (const message of ["one", "two"])
        assert.equal(await errorAfter(message), errorFrame("Internal server error"));
    });
  }
  it("37: without permission to invoke the function an error frame is sent", async () => {
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
    it(`38: after ${timeoutMs} ms a frame says that the endpoint timed out; the function runs on`, async () => {
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
  for (const timeoutMilliseconds of [49, 29_001]) {
    it(`38: a program with a timeout of ${timeoutMilliseconds} ms is refused, as by AWS`, () => {
      assert.throws(() => buildModel(integrationOf({ timeoutMilliseconds }), SURROUNDINGS), {
        message: `aws:apigatewayv2/integration:Integration "to-own" has timeoutMilliseconds ${timeoutMilliseconds}. Choose 50 to 29000.`,
      });
    });
  }

  it("39: a message does not wait for the one before it", async () => {
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

  it("40: $disconnect comes after the close, its connection is gone, its answer is ignored", async () => {
    await start();
    let status = 0;
    gateway.handle = async ({ requestContext: { connectionId } }) => {
      const path = `/dev/@connections/${encodeURIComponent(connectionId)}`;
      status = (await fetch(`http://${gateway.host}${path}`, { method: "POST" })).status;
      throw new Error("ignored");
    };
    const disconnected = gateway.next("DISCONNECT");
    await alice.close();
    await disconnected;
    while (status === 0) await new Promise(setImmediate);
    assert.equal(status, 410);
    assert.deepEqual(gateway.all("apigateway.error"), []);
  });

  for (const integrationType of ["AWS", "HTTP", "HTTP_PROXY"]) {
    it(`41: a program with an integration of type ${integrationType} is refused`, () => {
      assert.throws(() => buildModel(integrationOf({ integrationType }), SURROUNDINGS), {
        message: `aws:apigatewayv2/integration:Integration "to-own" has integrationType "${integrationType}". AWS_PROXY and MOCK are emulated.`,
      });
    });
  }
  for (const [property, value] of [
    ["contentHandlingStrategy", "CONVERT_TO_BINARY"],
    ["credentialsArn", "arn:aws:iam::123456789012:role/gateway"],
    ["requestTemplates", { $default: "{}" }],
  ] as const) {
    it(`41: a program that sets ${property} is refused`, () => {
      assert.throws(() => buildModel(integrationOf({ [property]: value }), SURROUNDINGS), {
        message: `aws:apigatewayv2/integration:Integration "to-own" sets ${property}, which is not emulated.`,
      });
    });
  }
  it("41: a mock integration answers by itself", async () => {
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

/** A program with one integration. */
function integrationOf(properties: object) {
  const declared = new Declared();
  const code = { code: CODE, runtime: "nodejs24.x" };
  const { outputs } = declared.add("aws:lambda/function:Function", "own", code);
  const api = declared.add("aws:apigatewayv2/api:Api", "api", { protocolType: "WEBSOCKET" });
  declared.add("aws:apigatewayv2/integration:Integration", "to-own", {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: outputs.invokeArn,
    ...properties,
  });
  return declared.evaluation;
}
