import assert from "node:assert/strict";
import type { AccessControl } from "../../src/iam/access/access";
import type { Stage, WebSocketApi } from "../../src/model/model";
import { connectTo, refusalOf, type TestConnection } from "../support/connection";
import { startTestGateway, type TestEvent, type TestGateway } from "../support/gateway/gateway";
import { apiOf, stageOf } from "../support/models";
import { handshakeText, openRaw } from "../support/gateway/raw-connection";

const KEYS = ["$connect", "$disconnect", "$default"];
const ARN = "arn:aws:execute-api:us-east-1:123456789012:x5dq2mb9qi";

/** Items of shared/reference/api-gateway-websocket.md: deployments, domains, logs. */
describe("API Gateway, deployments, domains and logs", () => {
  let gateway: TestGateway;
  let alice: TestConnection;

  const start = async (options: Parameters<typeof startTestGateway>[0]) => {
    gateway = await startTestGateway(options);
  };
  afterEach(() => gateway.close());

  const eventAfter = async (message: string) => {
    alice.send(message);
    return JSON.parse(await gateway.payload("MESSAGE")) as TestEvent & { stageVariables?: object };
  };

  describe("a changed program", () => {
    let api: WebSocketApi;
    const change = (routeKeys: string[], stage: Partial<Stage> = {}) => {
      const stages = [stageOf("dev", stage)];
      gateway.update({ apis: [apiOf(routeKeys, { stages })] });
    };
    beforeEach(async () => {
      api = apiOf(KEYS);
      await start({ api });
      alice = await connectTo(gateway.url);
    });

    it("61: routes open connections by its new routes, and drops none", async () => {
      const message = '{"action":"changed"}';
      assert.equal((await eventAfter(message)).requestContext.routeKey, "$default");
      change([...KEYS, "changed"]);
      assert.equal((await eventAfter(message)).requestContext.routeKey, "changed");
      change(["$connect"]);
      alice.send(message);
      assert.match(await alice.next(), /^{"message": "Forbidden", /);
      assert.deepEqual(gateway.all("apigateway.disconnect"), []);
    });
    it("61: sends route responses to open connections", async () => {
      gateway.handle = () => ({ statusCode: 200, body: "answer" });
      await eventAfter("hello");
      change(KEYS);
      const changed = apiOf(KEYS);
      changed.routes.get("$default")!.twoWay = true;
      gateway.update({ apis: [changed] });
      alice.send("hello");
      assert.equal(await alice.next(), "answer");
    });
    it("61: has its stage variables and limits in force at once", async () => {
      change(KEYS, { variables: { colour: "blue" } });
      assert.deepEqual((await eventAfter("hello")).stageVariables, { colour: "blue" });
      change(KEYS, { throttle: { rateLimit: 1, burstLimit: 0 } });
      alice.send("hello");
      assert.match(await alice.next(), /^{"message": "Too Many Requests", /);
    });
    it("61: that no longer has the API answers open connections with Forbidden", async () => {
      gateway.update({ apis: [] });
      alice.send("hello");
      assert.match(await alice.next(), /^{"message": "Forbidden", /);
      await alice.close();
      gateway.update({ apis: [api] });
      const disconnected = gateway.next("DISCONNECT");
      await (await connectTo(gateway.url)).close();
      await disconnected;
    });
  });

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
      it(`62: ${host}${path} leads to the stage ${stage}, and events name the domain`, async () => {
        alice = await connect(path, host);
        const { requestContext } = await eventAfter("hello");
        const { stage: told, domainName } = requestContext as unknown as Record<string, string>;
        assert.deepEqual([told, domainName], [stage, host]);
      });
    }
    it("62: the callback URL has the mapping's key and no stage", async () => {
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
      it(`62: a handshake for ${host}${path} is refused with 403`, async () => {
        const options = { headers: { Host: host } };
        assert.equal((await refusalOf(`ws://${gateway.host}${path}`, options)).status, 403);
      });
    }
    it("62: an API whose default endpoint is disabled is reached by its domain alone", async () => {
      gateway.update({ apis: [apiOf(KEYS, { disableExecuteApiEndpoint: true })], domains });
      assert.equal((await refusalOf(gateway.url)).status, 403);
      await connect("/chat", "ws.example.com");
    });
  });

  it("1: the host name of a default endpoint names the API", async () => {
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

  it("65: routes are named by these ARNs, to IAM and to the permissions of functions", async () => {
    const asked: string[] = [];
    const access: AccessControl = {
      check: (_request, _service, [action]) => {
        asked.push(`${action!.action} ${action!.resource}`);
        return undefined;
      },
      mayInvoke: (_name, sourceArn) => asked.push(sourceArn) > 0,
    };
    const api = apiOf([...KEYS, "a b"]);
    api.routes.get("$connect")!.authorization = { type: "AWS_IAM" };
    await start({ api, access });
    const raw = await openRaw(gateway.host);
    raw.write(handshakeText("/dev"));
    await raw.head();
    alice = await connectTo(gateway.url);
    await eventAfter("hello");
    await eventAfter('{"action":"a b"}');
    assert.deepEqual(asked.slice(2), [
      `execute-api:Invoke ${ARN}/dev/$connect`,
      `${ARN}/dev/$connect`,
      `${ARN}/dev/$default`,
      `${ARN}/dev/a b`,
    ]);
  });
});
