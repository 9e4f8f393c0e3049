import assert from "node:assert/strict";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { connectTo, type TestConnection } from "../../support/connection";
import { FakeClock } from "../../support/fake-clock";
import { openRaw } from "../../support/gateway/raw-connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const REQUEST_ID = /^[A-Za-z0-9_-]{15}=$/;
const TRACE_ID = /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/;

/** The bytes as captured from AWS in September 2026. */
describe("the management API's answers", () => {
  let gateway: TestGateway;
  let alice: TestConnection;
  let path: string;

  const connect = async (userAgent?: string) => {
    const headers: Record<string, string> = userAgent ? { "User-Agent": userAgent } : {};
    alice = await connectTo(gateway.url, { headers });
    path = pathOf(gateway.events.at(-1)!.requestContext.connectionId);
  };
  beforeEach(async () => {
    gateway = await startTestGateway({ clock: new FakeClock("2026-09-25T00:22:29.887Z") });
    await connect("native-management-probe");
  });
  afterEach(() => gateway.close());

  const call = (method: string, target: string, body = "") =>
    answerOf(gateway.host, method, target, body);

  it("describe a connection in this JSON", async () => {
    gateway.clock.advance(21_956);
    await call("POST", path, "hello");
    const { status, body } = await call("GET", path);
    assert.equal(status, 200);
    assert.equal(
      body,
      `{
  "identity" : {
    "sourceIp" : "127.0.0.1",
    "userAgent" : "native-management-probe"
  },
  "connectedAt" : "2026-09-25T00:22:29.887Z",
  "lastActiveAt" : "2026-09-25T00:22:51.843Z"
}`,
    );
  });

  it("describe a user agent as it was sent", async () => {
    await connect('probe "a": b');
    const { body } = await call("GET", path);
    const { identity } = JSON.parse(body) as { identity: { userAgent: string } };
    assert.equal(identity.userAgent, 'probe "a": b');
  });

  it("describe a connection without a user agent by null", async () => {
    await connect();
    assert.match((await call("GET", path)).body, /^ {4}"userAgent" : null$/m);
  });

  it("have these headers", async () => {
    const { status, headers } = await call("POST", path, "hello");
    assert.equal(status, 200);
    assert.match(headers["x-amzn-RequestId"]!, UUID);
    assert.match(headers["x-amz-apigw-id"]!, REQUEST_ID);
    assert.match(headers["X-Amzn-Trace-Id"]!, TRACE_ID);
    assert.equal(headers["Content-Type"], "application/json");
    assert.equal(headers["Content-Length"], "0");
  });

  it("to a delete have status 204 and no body", async () => {
    const { status, headers, body } = await call("DELETE", path);
    assert.deepEqual([status, body], [204, ""]);
    assert.equal(headers["Content-Type"], "application/json");
    assert.deepEqual(await alice.closed, { code: 1000, reason: "Connection Closed Normally" });
  });

  it("for a connection that is gone have status 410 and an empty body", async () => {
    const disconnected = gateway.until("apigateway.disconnect");
    await alice.close();
    await disconnected;
    for (const method of ["GET", "POST", "DELETE"]) {
      const { status, headers, body } = await call(method, path);
      assert.deepEqual([status, body], [410, ""], method);
      assert.equal(headers["Content-Length"], "0");
      assert.equal(headers["Content-Type"], "application/json");
      assert.equal(headers["x-amzn-ErrorType"], "GoneException");
    }
  });

  it("for an ID that was never issued have status 400 and say which", async () => {
    const { status, headers, body } = await call("GET", pathOf("AbgHN0-zjQAYKEjhgA=="));
    assert.equal(status, 400);
    assert.equal(body, '{"message":"Invalid connectionId: AbgHN0-zjQAYKEjhgA=="}');
    assert.equal(headers["x-amzn-ErrorType"], "BadRequestException");
    assert.equal(headers["X-Amzn-Trace-Id"], undefined);
  });

  it("to a message that is too large have status 413 and nothing of the gateway's", async () => {
    const { status, headers, body } = await call("POST", path, "x".repeat(131_073));
    assert.deepEqual([status, body], [413, ""]);
    const names = Object.keys(headers).filter((name) => name.toLowerCase() !== "keep-alive");
    assert.deepEqual(names.map((name) => name.toLowerCase()).sort(), [
      "connection",
      "content-length",
      "date",
    ]);
  });

  it("for an unknown stage or path have status 403", async () => {
    for (const target of [path.replace("/dev/", "/prod/"), "/dev/@connections", "/"]) {
      const { status, headers, body } = await call("GET", target);
      assert.deepEqual([status, body], [403, '{"message":"Forbidden"}'], target);
      assert.equal(headers["x-amzn-ErrorType"], "ForbiddenException");
    }
  });

  it("are the same whether the request arrives in one piece or not", async () => {
    const unknown = pathOf("AbgHN0-zjQAYKEjhgA==");
    const unsigned = { [path]: 200, [unknown]: 400, [path.replace("/dev/", "/prod/")]: 403 };
    for (const [target, status] of Object.entries(unsigned)) {
      const heads = [];
      for (const inPieces of [false, true]) {
        const connection = await openRaw(gateway.host);
        const lines = [`POST ${target} HTTP/1.1`, `Host: ${gateway.host}`, "Content-Length: 5"];
        if (inPieces) {
          connection.write([...lines, "Expect: 100-continue", "", ""].join("\r\n"));
          assert.equal((await connection.head())[0], "HTTP/1.1 100 Continue");
        }
        connection.write(inPieces ? "hello" : [...lines, "", "hello"].join("\r\n"));
        heads.push((await connection.head()).map(withoutChance));
        connection.end();
      }
      assert.match(heads[0]![0]!, new RegExp(`^HTTP/1.1 ${status} `));
      assert.deepEqual(heads[0], heads[1]);
    }
    assert.deepEqual([await alice.next(), await alice.next()], ["hello", "hello"]);
  });

  it("come in the order of the requests when these do not wait for answers", async () => {
    const connection = await openRaw(gateway.host);
    const head = [`POST ${path} HTTP/1.1`, `Host: ${gateway.host}`, "Content-Length: 5", "", ""];
    const unknown = pathOf("AbgHN0-zjQAYKEjhgA==");
    const posts = ["first", "secnd", "third"].map((body) => head.join("\r\n") + body);
    posts.splice(2, 0, posts[0]!.replace(path, unknown));
    connection.write(posts.join(""));
    const statuses = [];
    for (let i = 0; i < posts.length; i++) {
      const lines = await connection.head();
      statuses.push(lines[0]!.split(" ")[1]);
      const length = lines.find((line) => line.startsWith("Content-Length: "))!.slice(16);
      await connection.body(Number(length));
    }
    assert.deepEqual(statuses, ["200", "200", "400", "200"]);
    assert.deepEqual(
      [await alice.next(), await alice.next(), await alice.next()],
      ["first", "secnd", "third"],
    );
    connection.end();
  });

  it("are the same whether the path is URL-encoded or not", async () => {
    const decoded = decodeURIComponent(path);
    assert.notEqual(decoded, path);
    assert.equal((await call("GET", decoded)).status, 200);
    assert.equal((await call("GET", path.replace("@", "%40"))).status, 200);
  });
});

/** A line of a head without what is another in every answer. */
function withoutChance(line: string): string {
  return line.replace(/^(Date|x-amzn-RequestId|x-amz-apigw-id|X-Amzn-Trace-Id): .*/, "$1");
}

function pathOf(connectionId: string): string {
  return `/dev/@connections/${encodeURIComponent(connectionId)}`;
}

/** The answer with the names of its headers as they were written. */
async function answerOf(host: string, method: string, path: string, body: string) {
  const [hostname, port] = host.split(":");
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ hostname, port, method, path }, resolve).once("error", reject).end(body);
  });
  const { statusCode: status, rawHeaders } = response;
  const headers: Record<string, string> = {};
  for (let i = 0; i < rawHeaders.length; i += 2) headers[rawHeaders[i]!] = rawHeaders[i + 1]!;
  return { status, headers, body: await text(response) };
}
