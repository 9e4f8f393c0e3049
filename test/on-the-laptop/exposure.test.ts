import assert from "node:assert/strict";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { text } from "node:stream/consumers";
import { EXPOSABLE, type Exposable } from "pulumi-laptop/src/shared/exposure";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

/** An address of this machine's that is not a loopback one: what comes from it to 127.0.0.1 looks like a stranger. */
const [NETWORK_ADDRESS] = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ internal, family }) => !internal && family === "IPv4")
  .map(({ address }) => address);

describe("a run that listens on a network", () => {
  let stage: TestStage;
  before(function () {
    if (NETWORK_ADDRESS === undefined) this.skip();
  });
  afterEach(() => stage?.close());

  const start = async (...expose: Exposable[]) => {
    stage = await startStage({ program: ".", host: "0.0.0.0", expose });
  };
  /** @param localAddress where the request comes from. */
  const ask = (url: string, localAddress: string, method = "GET") =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const asking = request(url, { method, localAddress, agent: false }, (response) => {
        void text(response).then((body) => resolve({ status: response.statusCode, body }));
      });
      asking.on("error", reject).end();
    });
  const stranger = async (path: string, method?: string) =>
    ask(new URL(path, stage.runtime.pageUrl).href, NETWORK_ADDRESS!, method);

  it("lets other machines connect, and reach nothing else", async () => {
    await start();
    const alice = await connectTo(stage.runtime.urls[0]!, { localAddress: NETWORK_ADDRESS! });
    alice.send("hello");
    assert.equal(await alice.next(), "Echo me: hello");

    for (const path of ["/", "/page.js", "/page.events"])
      assert.equal((await stranger(path)).status, 403, path);
    const { status, body } = await stranger("/dev/@connections/a", "POST");
    assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
    for (const endpoint of [stage.runtime.dynamoDbEndpoint, stage.runtime.invokeEndpoint]) {
      const { port } = new URL(endpoint);
      await assert.rejects(ask(`http://${NETWORK_ADDRESS}:${port}/`, NETWORK_ADDRESS!), {
        code: "ECONNREFUSED",
      });
    }
  });

  it("answers this machine as ever", async () => {
    await start();
    for (const address of ["127.0.0.1", NETWORK_ADDRESS!]) {
      const url = stage.runtime.pageUrl.replace("127.0.0.1", address);
      assert.equal((await ask(url, address)).status, 200);
    }
  });

  it("opens to other machines what it is asked to", async () => {
    await start(...EXPOSABLE);
    assert.equal((await stranger("/")).status, 200);
    const { status, body } = await stranger("/dev/@connections/a", "POST");
    assert.deepEqual([status, body], [403, '{"message":"Missing Authentication Token"}']);
    for (const endpoint of [stage.runtime.dynamoDbEndpoint, stage.runtime.invokeEndpoint]) {
      const { port } = new URL(endpoint);
      const answer = await ask(`http://${NETWORK_ADDRESS}:${port}/`, NETWORK_ADDRESS!, "POST");
      assert.match(answer.body, /Authentication|authorized/);
    }
  });
});
