import assert from "node:assert/strict";
import { once } from "node:events";
import { WebSocket } from "ws";
import { connectTo, refusalOf } from "../../support/connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf } from "../../support/models";

/** The headers of a refused handshake, as captured from AWS. */
const REFUSAL_HEADERS = ["date", "content-type", "content-length", "connection", "x-amz-apigw-id"];

describe("a handshake", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  it("is accepted when $connect answers any status of 2xx", async () => {
    for (const statusCode of [200, 201, 299]) {
      gateway.handle = () => ({ statusCode });
      await (await connectTo(gateway.url)).close();
    }
  });

  it("is refused with the status and the body of $connect", async () => {
    for (const statusCode of [301, 400, 401, 403, 501]) {
      gateway.handle = () => ({ statusCode, body: '{"why":"Müller"}' });
      const { status, headers, headerNames, body } = await refusalOf(gateway.url);
      assert.equal(status, statusCode);
      assert.equal(body, '{"why":"Müller"}');
      assert.deepEqual(headerNames, REFUSAL_HEADERS);
      assert.equal(headers["content-type"], "application/json; charset=UTF-8");
      assert.equal(headers["content-length"], "17");
      assert.equal(headers["connection"], "keep-alive");
      assert.equal(headers["x-amz-apigw-id"], gateway.events.at(-1)?.requestContext.requestId);
    }
  });

  it("is refused with an empty body when $connect answers none", async () => {
    gateway.handle = () => ({ statusCode: 401 });
    const { status, body } = await refusalOf(gateway.url);
    assert.deepEqual([status, body], [401, ""]);
  });

  it("is refused with status 502 when $connect throws", async () => {
    gateway.handle = () => {
      throw new Error("secret of the function");
    };
    const { status, body, headers, headerNames } = await refusalOf(gateway.url);
    const { connectionId, requestId } = gateway.events[0]!.requestContext;
    assert.equal(status, 502);
    assert.equal(
      body,
      `{"message": "Internal server error", "connectionId":"${connectionId}", "requestId":"${requestId}"}`,
    );
    assert.deepEqual(headerNames, REFUSAL_HEADERS);
    assert.equal(headers["x-amz-apigw-id"], requestId);
  });

  it("is refused with status 500 when $connect answers no proxy response", async () => {
    const malformed = [null, "accepted", 200, {}, { statusCode: "fine" }, { status: 200 }];
    for (const answer of malformed) {
      gateway.handle = () => answer;
      const { status, body } = await refusalOf(gateway.url);
      assert.equal(status, 500, JSON.stringify(answer));
      assert.equal((JSON.parse(body) as { message: string }).message, "Internal server error");
    }
  });

  it("that is refused has no $disconnect", async () => {
    gateway.handle = () => ({ statusCode: 401 });
    await refusalOf(gateway.url);
    gateway.handle = () => ({ statusCode: 200 });
    const disconnected = gateway.next("DISCONNECT");
    await (await connectTo(gateway.url)).close(1000);
    await disconnected;
    assert.deepEqual(
      gateway.events.map(({ requestContext }) => requestContext.eventType),
      ["CONNECT", "CONNECT", "DISCONNECT"],
    );
    const ids = gateway.events.map(({ requestContext }) => requestContext.connectionId);
    assert.notEqual(ids[0], ids[1]);
    assert.equal(ids[1], ids[2]);
  });

  it("is accepted without asking when there is no $connect route", async () => {
    await gateway.close();
    gateway = await startTestGateway({ api: apiOf(["$default"]) });
    await (await connectTo(gateway.url)).close();
    assert.deepEqual(gateway.events, []);
  });

  it("of an unknown stage is refused with status 403", async () => {
    for (const path of ["/prod", "/", "", "/dev/more", "/devel"]) {
      const { status, body } = await refusalOf(`ws://${gateway.host}${path}`);
      assert.deepEqual([status, body], [403, '{"message":"Forbidden"}'], path);
    }
    assert.deepEqual(gateway.events, []);
  });

  it("gets the subprotocol that $connect answers, and none by itself", async () => {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html
    gateway.handle = () => ({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "chat" } });
    const accepted = new WebSocket(gateway.url, ["other", "chat"]);
    await once(accepted, "open");
    assert.equal(accepted.protocol, "chat");
    accepted.terminate();

    gateway.handle = () => ({ statusCode: 200 });
    const response = once(new WebSocket(gateway.url, ["other", "chat"]), "open");
    await assert.rejects(response, { message: "Server sent no subprotocol" });
  });
});
