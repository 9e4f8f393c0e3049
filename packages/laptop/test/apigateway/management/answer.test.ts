import assert from "node:assert/strict";
import { connectTo, type TestConnection } from "../../support/connection";
import { withoutVolatile } from "../../support/gateway/management-answer";
import { openRaw } from "../../support/gateway/raw-connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";

describe("the answers of the management API", () => {
  let gateway: TestGateway;
  let alice: TestConnection;
  let path: string;

  beforeEach(async () => {
    gateway = await startTestGateway();
    alice = await connectTo(gateway.url, { headers: { "User-Agent": 'probe "a": b' } });
    path = pathOf(gateway.events[0]!.requestContext.connectionId);
  });
  afterEach(() => gateway.close());

  it("tell a user agent as it was sent", async () => {
    const response = await fetch(`http://${gateway.host}${path}`);
    const { identity } = (await response.json()) as { identity: { userAgent: string } };
    assert.equal(identity.userAgent, 'probe "a": b');
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
        heads.push((await connection.head()).map(withoutVolatile));
        connection.end();
      }
      assert.match(heads[0]![0]!, new RegExp(`^HTTP/1.1 ${status} `));
      assert.deepEqual(heads[0], heads[1]);
    }
    assert.deepEqual([await alice.next(), await alice.next()], ["hello", "hello"]);
  });

  it("come in the order of pipelined requests", async () => {
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
});

function pathOf(connectionId: string): string {
  return `/dev/@connections/${encodeURIComponent(connectionId)}`;
}
