import assert from "node:assert/strict";
import type { AccessControl } from "../../../src/iam/access/access";
import { connectTo, refusalOf } from "../../support/connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, stageOf } from "../../support/models";
import { answerToHandshake } from "../../support/gateway/handshake-answer";
import { openRaw } from "../../support/gateway/raw-connection";

describe("a handshake", () => {
  let gateway: TestGateway;

  const start = async (...options: Parameters<typeof startTestGateway>) => {
    await gateway?.close();
    gateway = await startTestGateway(...options);
  };
  beforeEach(() => start());
  afterEach(() => gateway.close());

  const answerTo = (path: string, headers?: string[]) =>
    answerToHandshake(gateway.host, path, headers);
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

  it("is accepted where there is no $connect route", async () => {
    await start({ api: apiOf(["$default"]) });
    await connectTo(gateway.url);
    assert.deepEqual(gateway.events, []);
  });

  it("is accepted without a word to the function by a stage to which nothing was deployed", async () => {
    const stages = [stageOf("dev", { deployed: false })];
    await start({ api: apiOf(["$connect", "$disconnect"], { stages }) });
    await (await connectTo(gateway.url)).close();
    assert.deepEqual(gateway.events, []);
  });

  it("becomes a connection when the integration has ended, not before", async () => {
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
    it(`is accepted when $connect answers ${statusCode}`, async () => {
      gateway.handle = () => ({ statusCode });
      assert.equal((await answerTo("/dev")).head[0], "HTTP/1.1 101 Switching Protocols");
    });
  }
  for (const status of ["301 Moved Permanently", "400 Bad Request", "401 Unauthorized"].concat(
    "403 Forbidden",
    "501 Not Implemented",
  )) {
    it(`is refused with the body and these headers when $connect answers ${status}`, async () => {
      const body = '{"why":"Müller"}';
      const headers = { "content-type": "application/json", "x-own": "1" };
      gateway.handle = () => ({ statusCode: parseInt(status), body, headers });
      const answer = await answerTo("/dev");
      assert.deepEqual(answer.head, refusalHead(status, 17));
      assert.equal(answer.body, body);
      assert.equal(answer.id, lastIds().requestId);
    });
  }

  it("is refused with an empty body when $connect answers none", async () => {
    gateway.handle = () => ({ statusCode: 401 });
    const { head, body } = await answerTo("/dev");
    assert.deepEqual(head, refusalHead("401 Unauthorized", 0));
    assert.equal(body, "");
  });

  const failures: [what: string, answer: () => unknown, status: string][] = [
    ["throws", () => assert.fail("secret"), "502 Bad Gateway"],
    ["answers no status", () => ({ body: "" }), "500 Internal Server Error"],
    ["answers nothing", () => undefined, "500 Internal Server Error"],
    ["answers text", () => "accepted", "500 Internal Server Error"],
    ["answers a number", () => 200, "500 Internal Server Error"],
    ["answers status fine", () => ({ statusCode: "fine" }), "500 Internal Server Error"],
    ["answers status 101", () => ({ statusCode: 101 }), "500 Internal Server Error"],
    ["answers status [200]", () => ({ statusCode: [200] }), "500 Internal Server Error"],
    [
      "answers a body that is no text",
      () => ({ statusCode: 200, body: {} }),
      "500 Internal Server Error",
    ],
  ];
  for (const [what, handle, status] of failures) {
    it(`is refused with ${status} and this body when $connect ${what}`, async () => {
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

  it("is refused with 504 when $connect takes longer than its timeout", async () => {
    gateway.handle = () => new Promise(() => {});
    const waiting = gateway.clock.timerOf(29_000);
    const answering = answerTo("/dev");
    await waiting;
    gateway.clock.advance(29_000);
    const { head, body } = await answering;
    assert.equal(head[0], "HTTP/1.1 504 Gateway Timeout");
    assert.match(body, /^{"message": "Endpoint request timed out", "connectionId":"/);
  });

  it("is refused with 500 when API Gateway may not invoke the function of $connect", async () => {
    const access: AccessControl = { check: () => undefined, mayInvoke: () => false };
    await start({ access });
    assert.equal((await answerTo("/dev")).head[0], "HTTP/1.1 500 Internal Server Error");
    assert.deepEqual(gateway.events, []);
  });

  it("has no $disconnect if it is refused", async () => {
    gateway.handle = () => ({ statusCode: 403 });
    await answerTo("/dev");
    gateway.handle = () => ({ statusCode: 200 });
    const disconnected = gateway.next("DISCONNECT");
    await (await connectTo(gateway.url)).close();
    await disconnected;
    const types = gateway.events.map(({ requestContext }) => requestContext.eventType);
    assert.deepEqual(types, ["CONNECT", "CONNECT", "DISCONNECT"]);
    const ids = gateway.events.map(({ requestContext }) => requestContext.connectionId);
    assert.notEqual(ids[0], ids[1]);
    assert.equal(ids[1], ids[2]);
  });

  for (const path of ["/prod", "/", "/dev/more", "/devel", "/dev%20"]) {
    it(`is refused with 403 for the path ${path}`, async () => {
      const { head, body } = await answerTo(path);
      assert.equal(body, '{"message":"Forbidden"}');
      assert.deepEqual(head, refusalHead("403 Forbidden", 23));
      assert.deepEqual(gateway.events, []);
    });
  }

  it("is asked for with 426 when a stage gets a plain GET", async () => {
    const raw = await openRaw(gateway.host);
    raw.write("GET /dev HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.equal((await raw.head())[0], "HTTP/1.1 426 Upgrade Required");
    raw.reset();
  });

  it("is refused with 429 beyond 500 new connections a second", async () => {
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

  it("is refused with 403 when $connect has AWS_IAM and there is no signature", async () => {
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

  it("makes the connection ID answer 410 until $connect has ended", async () => {
    const statuses: number[] = [];
    gateway.handle = async ({ requestContext: { connectionId } }) => {
      for (const method of ["POST", "GET", "DELETE"])
        statuses.push((await gateway.call(method, connectionId)).status);
      return { statusCode: 200 };
    };
    await connectTo(gateway.url);
    assert.deepEqual(statuses, [410, 410, 410]);
  });

  it("makes a connection that is posted to at its stage's URL with @connections", async () => {
    await start({ api: apiOf(["$connect"], { stages: [stageOf("dev"), stageOf("prod")] }) });
    const alice = await connectTo(`ws://${gateway.host}/prod`);
    const id = encodeURIComponent(lastIds().connectionId);
    const url = `http://${gateway.host}/prod/@connections/${id}`;
    assert.equal((await fetch(url, { method: "POST", body: "hello" })).status, 200);
    assert.equal(await alice.next(), "hello");
  });
});
