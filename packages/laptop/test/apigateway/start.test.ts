import assert from "node:assert/strict";
import type { AccessControl } from "../../src/iam/access/access";
import type { Stage, WebSocketApi } from "../../src/model/model";
import { connectTo, type TestConnection } from "../support/connection";
import { startTestGateway, type TestEvent, type TestGateway } from "../support/gateway/gateway";
import { apiOf, stageOf } from "../support/models";
import { openWebSocket } from "../support/gateway/raw-connection";

const KEYS = ["$connect", "$disconnect", "$default"];
const ARN = "arn:aws:execute-api:us-east-1:123456789012:x5dq2mb9qi";

describe("the gateway", () => {
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

    it("routes open connections by its new routes, and drops none", async () => {
      const message = '{"action":"changed"}';
      assert.equal((await eventAfter(message)).requestContext.routeKey, "$default");
      change([...KEYS, "changed"]);
      assert.equal((await eventAfter(message)).requestContext.routeKey, "changed");
      change(["$connect"]);
      alice.send(message);
      assert.match(await alice.next(), /^{"message": "Forbidden", /);
      assert.deepEqual(gateway.all("apigateway.disconnect"), []);
    });
    it("sends route responses to open connections", async () => {
      gateway.handle = () => ({ statusCode: 200, body: "answer" });
      await eventAfter("hello");
      change(KEYS);
      const changed = apiOf(KEYS);
      changed.routes.get("$default")!.twoWay = true;
      gateway.update({ apis: [changed] });
      alice.send("hello");
      assert.equal(await alice.next(), "answer");
    });
    it("has its stage variables and limits in force at once", async () => {
      change(KEYS, { variables: { colour: "blue" } });
      assert.deepEqual((await eventAfter("hello")).stageVariables, { colour: "blue" });
      change(KEYS, { throttle: { rateLimit: 1, burstLimit: 0 } });
      alice.send("hello");
      assert.match(await alice.next(), /^{"message": "Too Many Requests", /);
    });
    it("that no longer has the API answers open connections with Forbidden", async () => {
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

  it("names routes by these ARNs, to IAM and to the permissions of functions", async () => {
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
    await openWebSocket(gateway.host);
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
