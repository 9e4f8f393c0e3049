import { deepEqual, equal } from "node:assert/strict";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { handshakeText, openRaw } from "../../support/gateway/raw-connection";

describe("handshakes while a change of the program is loaded", () => {
  let gateway: TestGateway;
  afterEach(() => gateway.close());

  it("wait for it, and those of clients that gave up never start", async () => {
    let load = () => {};
    const loaded = new Promise<void>((resolve) => (load = resolve));
    gateway = await startTestGateway({ settled: () => loaded });
    const handshake = async (user: string) => {
      const raw = await openRaw(gateway.host);
      const waits = gateway.until("apigateway.wait");
      raw.write(handshakeText(`/dev?user=${user}`));
      await waits;
      return raw;
    };
    const alice = await handshake("alice");
    const bob = await handshake("bob");
    alice.end();
    await alice.closed;
    load();
    equal((await bob.head())[0], "HTTP/1.1 101 Switching Protocols");
    const users = gateway.payloads.map(
      (text) =>
        (JSON.parse(text) as { queryStringParameters: { user: string } }).queryStringParameters
          .user,
    );
    deepEqual(users, ["bob"]);
  });
});
