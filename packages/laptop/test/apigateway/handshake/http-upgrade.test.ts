import assert from "node:assert/strict";
import { once } from "node:events";
import { WebSocket } from "ws";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { answerToHandshake } from "../../support/gateway/handshake-answer";
import { handshakeText, openRaw } from "../../support/gateway/raw-connection";

describe("the HTTP of a handshake", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  const answerTo = (path: string, headers?: string[]) =>
    answerToHandshake(gateway.host, path, headers);

  it("has a URL of at most 4096 characters", async () => {
    const path = (length: number) => "/dev?q=".padEnd(length, "x");
    assert.equal((await answerTo(path(4096))).head[0], "HTTP/1.1 101 Switching Protocols");
    assert.equal((await answerTo(path(4097))).head[0], "HTTP/1.1 414 URI Too Long");
  });

  it("is accepted with these headers and no others", async () => {
    const { head } = await answerTo("/dev", ["Sec-WebSocket-Protocol: chat"]);
    assert.deepEqual(head, [
      "HTTP/1.1 101 Switching Protocols",
      "date: DATE",
      "connection: upgrade",
      "upgrade: websocket",
      "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    ]);
  });

  it("gets the subprotocol of the headers that the function returns, and no other header", async () => {
    const headers = { "sec-WebSocket-PROTOCOL": "chat", "Set-Cookie": "a=b", "X-Own": "1" };
    gateway.handle = () => ({ statusCode: 200, headers });
    const { head } = await answerTo("/dev", ["Sec-WebSocket-Protocol: other, chat"]);
    assert.deepEqual(head.slice(4), [
      "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
      "sec-websocket-protocol: chat",
    ]);
  });

  it("gets no subprotocol if the function returns none, so the browser gives up", async () => {
    const webSocket = new WebSocket(gateway.url, ["chat"]);
    await assert.rejects(once(webSocket, "open"), { message: "Server sent no subprotocol" });
  });

  it("does not negotiate permessage-deflate", async () => {
    const { head } = await answerTo("/dev", ["Sec-WebSocket-Extensions: permessage-deflate"]);
    assert.equal(head.length, 5);
  });

  for (const [from, to] of [
    ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"],
    ["dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="],
  ] as const)
    it(`is refused with 400 if it breaks RFC 6455: ${to}`, async () => {
      const raw = await openRaw(gateway.host);
      raw.write(handshakeText("/dev").replace(from, to));
      assert.equal((await raw.head())[0], "HTTP/1.1 400 Bad Request");
      assert.deepEqual(gateway.events, []);
      raw.reset();
    });

  it("is refused with 400 and an HTML page when there are two Authorization headers", async () => {
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
});
