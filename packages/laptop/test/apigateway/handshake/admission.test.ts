import assert from "node:assert/strict";
import { once } from "node:events";
import { buildModel } from "../../../src/model/build";
import type { AccessControl } from "../../../src/iam/access/access";
import { connectTo, refusalOf } from "../../support/connection";
import { CODE, Declared, SURROUNDINGS } from "../../support/program/declared";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, stageOf } from "../../support/models";
import { handshakeText, openRaw } from "../../support/gateway/raw-connection";
import { WebSocket } from "ws";

/** Items of shared/reference/api-gateway-websocket.md: endpoint, handshake, `$connect`. */
describe("API Gateway, handshake", () => {
  let gateway: TestGateway;

  const start = async (...options: Parameters<typeof startTestGateway>) => {
    await gateway?.close();
    gateway = await startTestGateway(...options);
  };
  beforeEach(() => start());
  afterEach(() => gateway.close());

  /** Shakes hands byte by byte. @returns the answer's head, with dates and IDs replaced, and its body. */
  const answerTo = async (path: string, headers?: string[]) => {
    const raw = await openRaw(gateway.host);
    raw.write(handshakeText(path, headers));
    const lines = await raw.head();
    const length = Number(lines.find((line) => /^content-length: /i.test(line))?.slice(16) ?? 0);
    const head = lines.map((line) =>
      line
        .replace(/^date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/, "date: DATE")
        .replace(/^x-amz-apigw-id: [\w-]{15}=$/, "x-amz-apigw-id: ID"),
    );
    const id = lines.find((line) => line.startsWith("x-amz-apigw-id: "))?.slice(16);
    const body = await raw.body(length);
    raw.reset();
    return { head, body, id };
  };
  const lastIds = () => {
    const { connectionId, requestId } = gateway.events.at(-1)!.requestContext;
    return { connectionId, requestId };
  };
  const refusalHead = (status: string, bytes: number) => [
    `HTTP/1.1 ${status}`,
    "date: DATE",
    "content-type: application/json; charset=UTF-8",
    `content-length: ${bytes}`,
    "connection: keep-alive",
    "x-amz-apigw-id: ID",
  ];

  it("1: a URL of 4096 characters is taken, and one of 4097 is not", async () => {
    const path = (length: number) => "/dev?q=".padEnd(length, "x");
    assert.equal((await answerTo(path(4096))).head[0], "HTTP/1.1 101 Switching Protocols");
    assert.equal((await answerTo(path(4097))).head[0], "HTTP/1.1 414 URI Too Long");
  });

  it("2: an accepted handshake has these headers and no others (A1)", async () => {
    const { head } = await answerTo("/dev", ["Sec-WebSocket-Protocol: chat"]);
    assert.deepEqual(head, [
      "HTTP/1.1 101 Switching Protocols",
      "date: DATE",
      "connection: upgrade",
      "upgrade: websocket",
      "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    ]);
  });

  it("3: without a $connect route every handshake is accepted", async () => {
    await start({ api: apiOf(["$default"]) });
    await connectTo(gateway.url);
    assert.deepEqual(gateway.events, []);
  });

  it("3: a connection is made when the integration has ended, not before", async () => {
    let release = () => {};
    gateway.handle = () => new Promise((resolve) => (release = () => resolve({ statusCode: 200 })));
    const invoked = gateway.next("CONNECT");
    const opening = connectTo(gateway.url);
    await invoked;
    assert.deepEqual(gateway.all("apigateway.connect"), []);
    release();
    await opening;
    assert.equal(gateway.all("apigateway.connect").length, 1);
  });

  for (const statusCode of [200, 201, 204, 299]) {
    it(`4: $connect accepts with status ${statusCode}`, async () => {
      gateway.handle = () => ({ statusCode });
      assert.equal((await answerTo("/dev")).head[0], "HTTP/1.1 101 Switching Protocols");
    });
  }
  for (const status of ["301 Moved Permanently", "400 Bad Request", "401 Unauthorized"].concat(
    "403 Forbidden",
    "501 Not Implemented",
  )) {
    it(`4: $connect refuses with status ${status}, its body and these headers (A2)`, async () => {
      const body = '{"why":"Müller"}';
      const headers = { "content-type": "application/json", "x-own": "1" };
      gateway.handle = () => ({ statusCode: parseInt(status), body, headers });
      const answer = await answerTo("/dev");
      assert.deepEqual(answer.head, refusalHead(status, 17));
      assert.equal(answer.body, body);
      assert.equal(answer.id, lastIds().requestId);
    });
  }

  const failures: [what: string, answer: () => unknown, status: string][] = [
    ["throws", () => assert.fail("secret"), "502 Bad Gateway"],
    ["answers no status", () => ({ body: "" }), "500 Internal Server Error"],
    ["answers nothing", () => undefined, "500 Internal Server Error"],
    ["answers status 101", () => ({ statusCode: 101 }), "500 Internal Server Error"],
    ["answers status [200]", () => ({ statusCode: [200] }), "500 Internal Server Error"],
    [
      "answers a body that is no text",
      () => ({ statusCode: 200, body: {} }),
      "500 Internal Server Error",
    ],
  ];
  for (const [what, handle, status] of failures) {
    it(`5: when $connect ${what} the handshake gets ${status} and this body`, async () => {
      gateway.handle = handle;
      const { head, body, id } = await answerTo("/dev");
      const { connectionId, requestId } = lastIds();
      assert.equal(
        body,
        `{"message": "Internal server error", "connectionId":"${connectionId}", "requestId":"${requestId}"}`,
      );
      assert.deepEqual(head, refusalHead(status, body.length));
      assert.equal(id, requestId);
    });
  }

  it("5: when $connect takes longer than its timeout the handshake gets 504", async () => {
    gateway.handle = () => new Promise(() => {});
    const waiting = gateway.clock.timerOf(29_000);
    const answering = answerTo("/dev");
    await waiting;
    gateway.clock.advance(29_000);
    const { head, body } = await answering;
    assert.equal(head[0], "HTTP/1.1 504 Gateway Timeout");
    assert.match(body, /^{"message": "Endpoint request timed out", "connectionId":"/);
  });

  it("5: when no permission lets API Gateway invoke $connect the handshake gets 500", async () => {
    const access: AccessControl = { check: () => undefined, mayInvoke: () => false };
    await start({ access });
    assert.equal((await answerTo("/dev")).head[0], "HTTP/1.1 500 Internal Server Error");
    assert.deepEqual(gateway.events, []);
  });

  it("6: a refused handshake has no $disconnect", async () => {
    gateway.handle = () => ({ statusCode: 403 });
    await answerTo("/dev");
    gateway.handle = () => ({ statusCode: 200 });
    const disconnected = gateway.next("DISCONNECT");
    await (await connectTo(gateway.url)).close();
    await disconnected;
    const types = gateway.events.map(({ requestContext }) => requestContext.eventType);
    assert.deepEqual(types, ["CONNECT", "CONNECT", "DISCONNECT"]);
  });

  it("7: of the function's headers only the subprotocol passes", async () => {
    const headers = { "sec-WebSocket-PROTOCOL": "chat", "Set-Cookie": "a=b", "X-Own": "1" };
    gateway.handle = () => ({ statusCode: 200, headers });
    const { head } = await answerTo("/dev", ["Sec-WebSocket-Protocol: other, chat"]);
    assert.deepEqual(head.slice(4), [
      "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
      "sec-websocket-protocol: chat",
    ]);
  });

  it("7: a subprotocol is not echoed by itself, and the user's end gives up", async () => {
    const webSocket = new WebSocket(gateway.url, ["chat"]);
    await assert.rejects(once(webSocket, "open"), { message: "Server sent no subprotocol" });
  });

  it("8: permessage-deflate is not negotiated", async () => {
    const { head } = await answerTo("/dev", ["Sec-WebSocket-Extensions: permessage-deflate"]);
    assert.equal(head.length, 5);
  });

  for (const path of ["/prod", "/", "/dev/more", "/devel", "/dev%20"]) {
    it(`9: a handshake for ${path} is refused with 403`, async () => {
      const { head, body } = await answerTo(path);
      assert.equal(body, '{"message":"Forbidden"}');
      assert.deepEqual(head, refusalHead("403 Forbidden", 23));
    });
  }

  it("9: a plain GET of a stage gets 426", async () => {
    const raw = await openRaw(gateway.host);
    raw.write("GET /dev HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.equal((await raw.head())[0], "HTTP/1.1 426 Upgrade Required");
    raw.reset();
  });

  it("10: two Authorization headers get 400 and an HTML page", async () => {
    const { head, body } = await answerTo("/dev", ["Authorization: a", "authorization: b"]);
    assert.deepEqual(head, [
      "HTTP/1.1 400 Bad Request",
      "date: DATE",
      "content-type: text/html",
      `content-length: ${body.length}`,
      "connection: keep-alive",
    ]);
    assert.match(body, /^<html>[^]*<h1>400 Bad Request<\/h1>[^]*<\/html>\r\n$/);
  });

  it("11: more than 500 new connections a second get 429", async () => {
    gateway.handle = () => ({ statusCode: 200 });
    const { status } = await (async () => {
      for (let i = 0; i < 500; i++) (await connectTo(gateway.url)).cut();
      return refusalOf(gateway.url);
    })();
    assert.equal(status, 429);
    gateway.clock.advance(2);
    await connectTo(gateway.url);
    assert.equal((await refusalOf(gateway.url)).status, 429);
  });

  it("11: a $connect with AWS_IAM and no signature gets 403", async () => {
    const access: AccessControl = {
      mayInvoke: () => true,
      check: (_request, service, [action]) => {
        assert.equal(service, "execute-api");
        assert.equal(action!.action, "execute-api:Invoke");
        assert.match(
          action!.resource,
          /^arn:aws:execute-api:[^:]+:\d{12}:x5dq2mb9qi\/dev\/\$connect$/,
        );
        const type = "MissingAuthenticationTokenException";
        return { status: 403, type, message: "Missing Authentication Token" };
      },
    };
    const api = apiOf(["$connect"]);
    api.routes.get("$connect")!.authorization = { type: "AWS_IAM" };
    await start({ api, access });
    const { head, body } = await answerTo("/dev");
    assert.equal(head[0], "HTTP/1.1 403 Forbidden");
    assert.match(
      body,
      /^{"message":"Missing Authentication Token","connectionId":"[^"]+","requestId":"[^"]+"}$/,
    );
    assert.deepEqual(gateway.events, []);
  });

  it("12: a post to a connection whose $connect has not ended gets 410", async () => {
    const statuses: number[] = [];
    gateway.handle = async ({ requestContext: { connectionId } }) => {
      const path = `/dev/@connections/${encodeURIComponent(connectionId)}`;
      for (const method of ["POST", "GET", "DELETE"])
        statuses.push((await fetch(`http://${gateway.host}${path}`, { method })).status);
      return { statusCode: 200 };
    };
    await connectTo(gateway.url);
    assert.deepEqual(statuses, [410, 410, 410]);
  });

  it("13: a program that maps request parameters is refused", () => {
    const declared = new Declared();
    const code = { code: CODE, runtime: "nodejs24.x" };
    const { outputs } = declared.add("aws:lambda/function:Function", "own", code);
    const { id: apiId } = declared.add("aws:apigatewayv2/api:Api", "api", {
      protocolType: "WEBSOCKET",
    });
    declared.add("aws:apigatewayv2/integration:Integration", "mapped", {
      apiId,
      integrationType: "AWS_PROXY",
      integrationUri: outputs.invokeArn,
      requestParameters: { "integration.request.header.Sec-WebSocket-Version": "'0'" },
    });
    assert.throws(() => buildModel(declared.evaluation, SURROUNDINGS), {
      message: `aws:apigatewayv2/integration:Integration "mapped" sets requestParameters, which is not emulated.`,
    });
  });

  it("1: the callback URL is the stage's with @connections", async () => {
    await start({ api: apiOf(["$connect"], { stages: [stageOf("dev"), stageOf("prod")] }) });
    const alice = await connectTo(`ws://${gateway.host}/prod`);
    const id = encodeURIComponent(lastIds().connectionId);
    const url = `http://${gateway.host}/prod/@connections/${id}`;
    assert.equal((await fetch(url, { method: "POST", body: "hello" })).status, 200);
    assert.equal(await alice.next(), "hello");
  });
});
