import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import type { Exchange } from "../../../src/apigateway/management/exchange";
import { readWholePost, takeWholePosts } from "../../../src/apigateway/management/whole-posts";
import { openRaw, type RawConnection } from "../../support/gateway/raw-connection";

const PATH = "/dev/@connections/abc%3D";
const HEADERS = ["Host: api.test", "X-Amz-Date: 20261123T000000Z", "Content-Length: 5"];

function requestOf(headers = HEADERS, body = "hello", line = `POST ${PATH} HTTP/1.1`): Buffer {
  const head = [line, ...headers, "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(body)]);
}

describe("a POST to a connection in one piece", () => {
  it("is read with its headers and its body", () => {
    const post = readWholePost(requestOf());
    assert.equal(post?.url, PATH);
    assert.deepEqual(post?.headers, {
      host: "api.test",
      "x-amz-date": "20261123T000000Z",
      "content-length": "5",
    });
    assert.equal(String(post?.body), "hello");
  });

  it("is read with its own signature, and with the headers before it", () => {
    const signatures = ["AWS4-HMAC-SHA256 Credential=a, Signature=1", "b"];
    const dates = ["20261123T000000Z", "20261123T000001Z"];
    for (const date of dates)
      for (const signature of signatures) {
        const signed = ["Host: a", `x-amz-date: ${date}`, HEADERS[2]!];
        const { headers } = readWholePost(requestOf([...signed, `authorization: ${signature}`]))!;
        assert.deepEqual([headers["x-amz-date"], headers.authorization], [date, signature]);
      }
  });

  it("may have headers behind its signature", () => {
    const headers = ["Host: a", "authorization: b", HEADERS[2]!];
    assert.equal(readWholePost(requestOf(headers))?.headers.authorization, "b");
  });

  const without = (name: string) => HEADERS.filter((line) => !line.startsWith(name));
  const others: Record<string, Buffer> = {
    "another method": requestOf(HEADERS, "hello", `PUT ${PATH} HTTP/1.1`),
    "another version": requestOf(HEADERS, "hello", `POST ${PATH} HTTP/1.0`),
    "another path": requestOf(HEADERS, "hello", "POST /page.actions HTTP/1.1"),
    "an absolute URL": requestOf(HEADERS, "hello", `POST http://api.test${PATH} HTTP/1.1`),
    "a body that has not all arrived": requestOf(HEADERS, "hell"),
    "a further request behind it": requestOf(HEADERS, "helloPOST"),
    "no host": requestOf(without("Host")),
    "no length": requestOf(without("Content-Length")),
    "a length in another form": requestOf([...without("Content-Length"), "Content-Length: 05"]),
    "a header twice": requestOf([...HEADERS, "host: other.test"]),
    "a header without a name": requestOf([...HEADERS, ": a"]),
    "a blank before the colon": requestOf([...HEADERS, "A : b"]),
    "a header in two lines": requestOf([...HEADERS, "A: b", " c"]),
    "a character that is not ASCII": requestOf([...HEADERS, "A: b\u00a0"]),
    "a control character": requestOf([...HEADERS, "A: b\u0001"]),
    "the name of a property of every object": requestOf([...HEADERS, "__proto__: a"]),
    "a signature twice": requestOf(["Authorization: a", ...HEADERS, "authorization: b"]),
    "a control character in its signature": requestOf([...HEADERS, "authorization: a\u0001b"]),
    "a last request": requestOf([...HEADERS, "Connection: close"]),
    "an upgrade": requestOf([...HEADERS, "Upgrade: websocket"]),
    "an expectation": requestOf([...HEADERS, "Expect: 100-continue"]),
    "a transfer encoding": requestOf([...HEADERS, "Transfer-Encoding: chunked"]),
    "a large head": requestOf([...HEADERS, `A: ${"b".repeat(16_384)}`]),
    "half a head": requestOf().subarray(0, 40),
  };
  for (const [what, bytes] of Object.entries(others)) {
    it(`is not ${what}`, () => assert.equal(readWholePost(bytes), undefined));
  }
});

describe("a server whose whole posts are taken", () => {
  let server: Server;
  let taken: Exchange[];
  let answer: (exchange: Exchange) => void;
  let giveBack: () => void;
  const open = () => openRaw(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  const ok = ({ reply, body }: Exchange) => {
    const length = String((body as Buffer).length);
    reply(200, ["A", "b", "Content-Length", length], String(body));
  };

  beforeEach(async () => {
    taken = [];
    answer = ok;
    // Tells what node:http has read.
    server = createServer((request, response) => {
      const { method, url, headers } = request;
      void text(request).then((body) => {
        const told = JSON.stringify({ method, url, headers, body });
        response.writeHead(201, { "Content-Length": Buffer.byteLength(told) }).end(told);
      });
    });
    giveBack = takeWholePosts(server, (exchange) => {
      taken.push(exchange);
      answer(exchange);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(async () => {
    giveBack();
    server.closeAllConnections();
    await once(server.close(), "close");
  });

  it("answers them in the bytes of the reply, as often as they come", async () => {
    const connection = await open();
    for (const body of ["hello", "again", "héllo"]) {
      connection.write(requestOf([...HEADERS.slice(0, 2), lengthOf(body)], body));
      assert.deepEqual(await connection.head(), ["HTTP/1.1 200 OK", "A: b", lengthOf(body)]);
      assert.equal(await connection.body(Buffer.byteLength(body)), body);
    }
    assert.equal(taken.length, 3);
  });

  it("reads everything else itself, and what follows on the same socket", async () => {
    const connection = await open();
    connection.write(requestOf([...HEADERS, "Expect: 100-continue"], ""));
    assert.equal((await connection.head())[0], "HTTP/1.1 100 Continue");
    connection.write("hello");
    assert.equal((await told(connection)).body, "hello");
    connection.write(requestOf());
    assert.equal((await told(connection)).method, "POST");
    assert.equal(taken.length, 0);
  });

  it("reads a request that came with another, in order", async () => {
    const connection = await open();
    connection.write(requestOf());
    await connection.head();
    await connection.body(5);
    connection.write(Buffer.concat([requestOf(HEADERS, "first"), requestOf(HEADERS, "secnd")]));
    const bodies = [(await told(connection)).body, (await told(connection)).body];
    assert.deepEqual(bodies, ["first", "secnd"]);
    assert.equal(taken.length, 1);
  });

  it("answers a request that comes before the last one's answer, after it", async () => {
    const connection = await open();
    answer = (exchange) => {
      if (taken.length === 2) return ok(exchange);
      exchange.socket.once("data", () => ok(exchange));
      connection.write(requestOf(HEADERS, "secnd"));
    };
    connection.write(requestOf(HEADERS, "first"));
    for (const body of ["first", "secnd"]) {
      await connection.head();
      assert.equal(await connection.body(5), body);
    }
  });

  it("takes nothing more from who does not read the answers", async () => {
    const connection = await open();
    const length = 16 * 1024 * 1024;
    answer = ({ reply }) => reply(200, ["Content-Length", String(length)], "a".repeat(length));
    const answered = new Promise<void>((resolve) => {
      const reply = answer;
      answer = (exchange) => {
        reply(exchange);
        resolve();
      };
    });
    connection.pause();
    connection.write(requestOf());
    await answered;
    const [{ socket }] = taken as [Exchange];
    assert.ok(socket.isPaused());
    answer = ok;
    connection.write(requestOf());
    connection.resume();
    await connection.head();
    await connection.body(length);
    assert.equal((await connection.head())[1], "A: b");
    assert.equal(await connection.body(5), "hello");
  });

  it("answers who sends nothing more, and closes", async () => {
    const connection = await open();
    answer = (exchange) => exchange.socket.once("end", () => ok(exchange));
    connection.write(requestOf());
    connection.end();
    assert.equal((await connection.head())[0], "HTTP/1.1 200 OK");
    await connection.closed;
  });

  it("bears a socket that breaks before the answer", async () => {
    const connection = await open();
    const broken = new Promise<void>((resolve) => {
      answer = (exchange) => {
        exchange.socket.once("close", () => {
          ok(exchange);
          resolve();
        });
        connection.reset();
      };
    });
    connection.write(requestOf());
    await broken;
  });

  it("closes a socket that is idle for as long as the server allows, also before its first request", async () => {
    server.keepAliveTimeout = server.headersTimeout = 50;
    const [silent, idle] = [await open(), await open()];
    idle.write(requestOf());
    await idle.head();
    await Promise.all([silent.closed, idle.closed]);
  });

  it("reads all itself again in the end, and no socket is left", async () => {
    const before = await open();
    before.write(requestOf());
    await before.head();
    giveBack();
    await before.closed;
    const after = await open();
    after.write(requestOf());
    assert.equal((await told(after)).body, "hello");
  });

  it("would have read the same from every request that is taken", async () => {
    const name = fc.constantFrom(
      "a",
      "authorization",
      "X-Amz-Date",
      "Host",
      "Cookie",
      "Connection",
      "Te",
      "a b",
      "",
    );
    const value = fc.oneof(
      fc.constantFrom("keep-alive", "close", "  b ", "\tb\t", ""),
      fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((c) => String.fromCharCode(c)) }),
    );
    const header = fc.tuple(name, fc.constantFrom(":", ": "), value).map((parts) => parts.join(""));
    giveBack();
    let read = 0;
    const property = fc.asyncProperty(fc.array(header, { maxLength: 4 }), async (headers) => {
      const bytes = requestOf([...HEADERS, ...headers]);
      const post = readWholePost(bytes);
      if (!post) return;
      read++;
      const connection = await open();
      connection.write(bytes);
      const { url, headers: theirs } = await told(connection);
      connection.end();
      assert.deepEqual([url, theirs], [post.url, post.headers]);
    });
    await fc.assert(property, { numRuns: 300 });
    assert.ok(read > 20, `Only ${read} were taken.`);
  });
});

function lengthOf(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}`;
}

/** What the server itself answers. */
async function told(connection: RawConnection) {
  const head = await connection.head();
  assert.equal(head[0], "HTTP/1.1 201 Created");
  const length = head.find((line) => line.startsWith("Content-Length: "))!.split(" ")[1];
  const body = await connection.body(Number(length));
  return JSON.parse(body) as { method: string; url: string; headers: object; body: string };
}
