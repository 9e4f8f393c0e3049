import assert from "node:assert/strict";
import { findEndpoint } from "../../src/apigateway/endpoints";
import { connectTo, refusalOf, type TestConnection } from "../support/connection";
import { startTestGateway, type TestEvent, type TestGateway } from "../support/gateway/gateway";
import { apiOf, modelOf, stageOf } from "../support/models";
import { openRaw } from "../support/gateway/raw-connection";

const KEYS = ["$connect", "$disconnect", "$default"];

describe("an endpoint", () => {
  let gateway: TestGateway;
  let alice: TestConnection;

  const start = async (options: Parameters<typeof startTestGateway>[0]) => {
    gateway = await startTestGateway(options);
  };
  afterEach(() => gateway.close());

  const eventAfter = async (message: string) => {
    alice.send(message);
    return JSON.parse(await gateway.payload("MESSAGE")) as TestEvent;
  };

  describe("a custom domain", () => {
    const domains = [
      {
        domainName: "ws.example.com",
        mappings: [
          { key: "chat", apiId: "x5dq2mb9qi", stage: "dev" },
          { key: "chat/v2", apiId: "x5dq2mb9qi", stage: "prod" },
        ],
      },
      {
        domainName: "root.example.com",
        mappings: [{ key: "", apiId: "x5dq2mb9qi", stage: "dev" }],
      },
    ];
    beforeEach(async () => {
      await start({ api: apiOf(KEYS, { stages: [stageOf("dev"), stageOf("prod")] }), domains });
    });
    const connect = (path: string, Host: string) =>
      connectTo(`ws://${gateway.host}${path}`, { headers: { Host } });
    const call = async (method: string, path: string, host: string) => {
      const raw = await openRaw(gateway.host);
      raw.write(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\nhi`);
      const head = await raw.head();
      const length = head.find((line) => line.startsWith("Content-Length: "))!.slice(16);
      const body = await raw.body(Number(length));
      raw.reset();
      return { status: head[0], body };
    };

    const paths: [host: string, path: string, stage: string][] = [
      ["ws.example.com", "/chat", "dev"],
      ["ws.example.com", "/chat?token=a", "dev"],
      ["WS.Example.com", "/chat/v2", "prod"],
      ["ws.example.com:443", "/chat/v2", "prod"],
      ["root.example.com", "/", "dev"],
      ["root.example.com", "", "dev"],
    ];
    for (const [host, path, stage] of paths) {
      it(`${host}${path} leads to the stage ${stage}, and events name the domain`, async () => {
        alice = await connect(path, host);
        const { requestContext } = await eventAfter("hello");
        const { stage: told, domainName } = requestContext as unknown as Record<string, string>;
        assert.deepEqual([told, domainName], [stage, host]);
      });
    }
    it("the callback URL has the mapping's key and no stage", async () => {
      alice = await connect("/chat/v2", "ws.example.com");
      const id = encodeURIComponent(gateway.events[0]!.requestContext.connectionId);
      const posted = await call("POST", `/chat/v2/@connections/${id}`, "ws.example.com");
      assert.equal(posted.status, "HTTP/1.1 200 OK");
      assert.equal(await alice.next(), "hi");
      const route = `prod/@connections/${id}`;
      assert.deepEqual(await call("POST", `/${route}`, "ws.example.com"), {
        status: "HTTP/1.1 403 Forbidden",
        body: `{"message":"No method found matching route ${route} for http method POST."}`,
      });
      assert.equal(
        (await call("POST", `/@connections/${id}`, "root.example.com")).status,
        "HTTP/1.1 200 OK",
      );
    });
    for (const [host, path] of [
      ["ws.example.com", "/"],
      ["ws.example.com", "/dev"],
      ["ws.example.com", "/chatter"],
      ["root.example.com", "/dev"],
    ] as const) {
      it(`a handshake for ${host}${path} is refused with 403`, async () => {
        const options = { headers: { Host: host } };
        assert.equal((await refusalOf(`ws://${gateway.host}${path}`, options)).status, 403);
      });
    }
    it("an API whose default endpoint is disabled is reached by its domain alone", async () => {
      gateway.update({ apis: [apiOf(KEYS, { disableExecuteApiEndpoint: true })], domains });
      assert.equal((await refusalOf(gateway.url)).status, 403);
      await connect("/chat", "ws.example.com");
    });
  });

  it("the host name of a default endpoint names the API", async () => {
    const apis = ["x5dq2mb9qi", "other00000"].map((id) => apiOf(KEYS, { id }));
    await start({ apis });
    for (const id of ["other00000", "x5dq2mb9qi"]) {
      const Host = `${id}.execute-api.us-east-1.amazonaws.com`;
      alice = await connectTo(gateway.url, { headers: { Host } });
      const { requestContext } = await eventAfter("hello");
      assert.equal((requestContext as unknown as { apiId: string }).apiId, id);
      const byPath = await connectTo(`ws://${gateway.host}/${id}/dev`);
      byPath.cut();
    }
  });
});

describe("findEndpoint", () => {
  const restOf = (url: string) => findEndpoint(modelOf({ apis: [apiOf(KEYS)] }), "", url)?.rest;

  it("leaves out the slashes at the end of a path, and no others", () => {
    const paths = ["/dev", "/dev//?a=b", "/dev/a/", "/dev//a//b///", "/prod/a"];
    assert.deepEqual(paths.map(restOf), ["", "", "/a", "//a//b", undefined]);
  });

  it("takes time in proportion to the path", () => {
    const path = `${"/".repeat(1_000_000)}a`;
    assert.equal(restOf(`/dev${path}`), path);
  });
});
