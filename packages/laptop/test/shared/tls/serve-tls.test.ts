import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { openAuthority, type Authority } from "../../../src/shared/tls/authority";
import { serveTls } from "../../../src/shared/tls/serve-tls";

describe("a port that serves TLS and plain text", () => {
  const folder = mkdtempSync(join(tmpdir(), "authority-"));
  const file = join(folder, "authority.json");
  let authority: Authority;
  let server: Server;
  let port: number;
  let endUnknown: () => void;

  before(async () => {
    authority = await openAuthority(file);
    server = createServer((request, response) =>
      response.end(`${"encrypted" in request.socket ? "secure" : "plain"} ${request.url}`),
    );
    endUnknown = serveTls(server, (name = "127.0.0.1") => authority.certificateFor([name]));
    await once(server.listen(0, "127.0.0.1"), "listening");
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    endUnknown();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const get = async (secure: boolean, options: { servername?: string; ca?: string } = {}) => {
    const request = secure ? httpsRequest : httpRequest;
    const sent = request({ host: "127.0.0.1", port, path: "/a", agent: false, ...options }).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return text(response);
  };

  it("answers both", async () => {
    const ca = authority.certificate;
    assert.equal(await get(true, { ca }), "secure /a");
    assert.equal(await get(false), "plain /a");
  });

  it("proves to be the name that is asked for, and no other", async () => {
    const ca = authority.certificate;
    const servername = "dynamodb.us-east-1.amazonaws.com";
    assert.equal(await get(true, { ca, servername }), "secure /a");
  });

  it("is trusted by nobody who does not know the authority", async () => {
    const untrusted = { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" };
    await assert.rejects(get(true, { servername: "dynamodb.us-east-1.amazonaws.com" }), untrusted);
  });

  it("serves a request whose first byte comes alone", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true).write("G");
    await new Promise((resolve) => setImmediate(resolve));
    socket.write("ET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(await text(socket), /^HTTP\/1.1 200[^]*plain \/b/);
  });

  it("ends what is neither, and goes on", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write(Buffer.from("\x16 this is no handshake of TLS at all"));
    socket.resume().on("error", () => undefined);
    await once(socket, "close");
    assert.equal(await get(false), "plain /a");
  });

  it("closes with connections that never said anything", async () => {
    const other = createServer();
    const end = serveTls(other, () => authority.certificateFor(["127.0.0.1"]));
    await once(other.listen(0, "127.0.0.1"), "listening");
    const accepted = once(other, "connection");
    const socket = connect((other.address() as AddressInfo).port, "127.0.0.1");
    await accepted;
    end();
    await Promise.all([once(socket.resume(), "close"), once(other.close(), "close")]);
  });

  it("keeps its authority in a file that only its owner reads", async () => {
    if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
    const again = await openAuthority(file);
    assert.equal(again.certificate, authority.certificate);
    const names = ["127.0.0.1"];
    assert.deepEqual(await again.certificateFor(names), await authority.certificateFor(names));
  });

  it("makes another authority if the file is damaged", async () => {
    const damaged = join(folder, "damaged.json");
    writeFileSync(damaged, `{"authority":{"certificate":"no"},"servers":{}}`, { mode: 0o600 });
    const made = await openAuthority(damaged);
    assert.match(made.certificate, /BEGIN CERTIFICATE/);
    assert.equal((await openAuthority(damaged)).certificate, made.certificate);
  });
});
