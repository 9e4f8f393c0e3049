import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer, request, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { startProxy, type Proxy } from "../../src/local-aws/proxy";

/** Says what it is and then what it hears. */
function speaker(name: string): Server {
  return createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined).write(`${name}:`);
    socket.pipe(socket);
  }).listen(0, "127.0.0.1");
}

const portOf = (server: Pick<Server, "address">) => (server.address() as AddressInfo).port;

describe("the proxy of execution environments", () => {
  let local: Server;
  let elsewhere: Server;
  let proxy: Proxy;

  beforeEach(async () => {
    local = speaker("local");
    elsewhere = speaker("elsewhere");
    await Promise.all([once(local, "listening"), once(elsewhere, "listening")]);
    proxy = await startProxy({ host: "127.0.0.1", port: portOf(local) }, ["ws.example.com"]);
  });
  afterEach(async () => {
    await proxy.close();
    local.close();
    elsewhere.close();
  });

  /** Asks for a tunnel. @returns the status, and the tunnel if there is one. */
  const open = async (path: string, url = proxy.url) => {
    const { port, username, password } = new URL(url);
    const credentials = Buffer.from(`${username}:${password}`).toString("base64");
    const headers = username ? { "Proxy-Authorization": `Basic ${credentials}` } : {};
    const asking = request({ port, method: "CONNECT", path, headers, agent: false }).end();
    const [response, socket, head] = (await once(asking, "connect")) as [
      IncomingMessage,
      Socket,
      Buffer,
    ];
    socket.unshift(head);
    return { status: response.statusCode, headers: response.headers, socket };
  };
  /** What is at the other end. */
  const speakerAt = async (path: string) => {
    const { status, socket } = await open(path);
    assert.equal(status, 200);
    socket.end("hello");
    return text(socket);
  };

  it("leads AWS's names and the program's on the ports of the web to the local services", async () => {
    const own = ["ws.example.com", "WS.Example.com"];
    const names = [
      "sqs.us-east-1.amazonaws.com",
      "s3.cn-north-1.amazonaws.com.cn",
      "a.B.API.aws",
      ...own,
    ];
    for (const name of names)
      for (const port of [443, 80]) assert.equal(await speakerAt(`${name}:${port}`), "local:hello");
  });

  it("tunnels all else untouched, whichever end closes first", async () => {
    const other = `127.0.0.1:${portOf(elsewhere)}`;
    assert.equal(await speakerAt(other), "elsewhere:hello");
    const reaching = once(elsewhere, "connection");
    const { socket } = await open(other);
    const [reached] = (await reaching) as [Socket];
    const closed = once(
      socket.resume().on("error", () => undefined),
      "close",
    );
    reached.destroy();
    await closed;
    assert.equal(await speakerAt(other), "elsewhere:hello");
  });

  it("lets nobody in without the credentials of this run", async () => {
    const { host } = new URL(proxy.url);
    for (const url of [`http://${host}`, `http://lambda:guess@${host}`]) {
      const { status, headers, socket } = await open("sqs.us-east-1.amazonaws.com:443", url);
      assert.equal(status, 407);
      assert.equal(headers["proxy-authenticate"], 'Basic realm="pulumi-laptop"');
      assert.equal(await text(socket), "");
    }
    const another = await startProxy({ host: "127.0.0.1", port: portOf(local) });
    assert.notEqual(new URL(another.url).password, new URL(proxy.url).password);
    await another.close();
  });

  it("refuses what is no tunnel, and what it cannot reach", async () => {
    const { host } = new URL(proxy.url);
    assert.equal((await fetch(`http://${host}/`)).status, 405);
    const free = portOf(elsewhere);
    elsewhere.close();
    for (const [path, status] of [
      ["nowhere", 400],
      ["127.0.0.1:99999", 400],
      [`127.0.0.1:${free}`, 502],
    ] as const)
      assert.equal((await open(path)).status, status, path);
  });

  it("ends its tunnels when it closes", async () => {
    const { socket } = await open(`127.0.0.1:${portOf(elsewhere)}`);
    const closed = once(socket.resume(), "close");
    await proxy.close();
    await closed;
  });

  describe("where this machine has a proxy of its own", () => {
    const before = { ...process.env };
    let asked: string[];
    let own: ReturnType<typeof createHttpServer>;

    beforeEach(async () => {
      asked = [];
      own = createHttpServer().on(
        "connect",
        ({ url, headers }: IncomingMessage, socket: Socket) => {
          asked.push(`${url} ${headers["proxy-authorization"]}`);
          if (url === "closed.example:443")
            return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
          socket.write("HTTP/1.1 200 OK\r\n\r\nbeyond:");
          socket.on("error", () => undefined).pipe(socket);
        },
      );
      await once(own.listen(0, "127.0.0.1"), "listening");
      process.env.https_proxy = `http://me:p%40ss@127.0.0.1:${portOf(own)}`;
      process.env.no_proxy = "internal.example";
    });
    afterEach(() => {
      process.env = { ...before };
      own.closeAllConnections();
      own.close();
    });

    it("goes through that, with its credentials, but for AWS's names", async () => {
      assert.equal(await speakerAt("example.com:443"), "beyond:hello");
      assert.equal(await speakerAt("sqs.us-east-1.amazonaws.com:443"), "local:hello");
      const credentials = Buffer.from("me:p@ss").toString("base64");
      assert.deepEqual(asked, [`example.com:443 Basic ${credentials}`]);
      assert.equal((await open("closed.example:443")).status, 502);
    });
  });
});
