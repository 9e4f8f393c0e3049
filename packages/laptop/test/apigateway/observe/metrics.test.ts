import assert from "node:assert/strict";
import type { AccessControl } from "../../../src/iam/access/access";
import type { Integration } from "../../../src/model/model";
import { connectTo, refusalOf } from "../../support/connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, stageOf } from "../../support/models";

const MINUTE = 60_000;
const NOTHING = {
  ConnectCount: 0,
  MessageCount: 0,
  ClientError: 0,
  IntegrationError: 0,
  ExecutionError: 0,
};

describe("metrics", () => {
  let gateway: TestGateway;
  afterEach(() => gateway.close());

  const start = async (...options: Parameters<typeof startTestGateway>) => {
    gateway = await startTestGateway(...options);
  };
  const recorded = () =>
    gateway.all("apigateway.metrics").map(({ apiId, stage, routeKey, metrics }) => ({
      apiId,
      stage,
      ...(routeKey !== undefined && { routeKey }),
      ...(metrics as object),
    }));
  const ofStage = { apiId: "x5dq2mb9qi", stage: "dev" };
  /** The statistics of a latency measured `SampleCount` times. */
  const latency = (SampleCount: number, ms = 0) => ({
    SampleCount,
    Sum: SampleCount * ms,
    Minimum: ms,
    Maximum: ms,
  });
  /** Resolves when the function has answered a message and the gateway has counted it. */
  const handled = async () => {
    await gateway.payload("MESSAGE");
    await new Promise(setImmediate);
  };
  const post = (connectionId: string) => {
    const path = `/dev/@connections/${encodeURIComponent(connectionId)}`;
    return fetch(`http://${gateway.host}${path}`, { method: "POST", body: "hello" });
  };

  it("are summed up for each minute in which something happened", async () => {
    await start();
    const alice = await connectTo(gateway.url);
    alice.send("one");
    alice.send("two");
    await handled();
    await handled();
    gateway.clock.advance(MINUTE - 1);
    assert.deepEqual(recorded(), []);
    gateway.clock.advance(1);
    const counts = { ...NOTHING, ConnectCount: 1, MessageCount: 2 };
    const first = { ...ofStage, ...counts, IntegrationLatency: latency(3) };
    assert.deepEqual(recorded(), [first]);

    gateway.clock.advance(5 * MINUTE);
    assert.deepEqual(recorded(), [first]);
    await post(gateway.events[0]!.requestContext.connectionId);
    await alice.next();
    await gateway.close();
    assert.deepEqual(recorded(), [first, { ...ofStage, ...NOTHING, MessageCount: 1 }]);
  });

  it("IntegrationLatency has its extremes, and no mock integrations", async () => {
    const api = apiOf(["$connect", "$default", "pong"]);
    const mock: Integration = { id: "2", type: "MOCK", statusCode: 200, body: "pong" };
    Object.assign(api.routes.get("pong")!, { integration: mock, twoWay: true });
    await start({ api });
    const alice = await connectTo(gateway.url);
    for (const ms of [30, 10]) {
      gateway.handle = () => {
        gateway.clock.advance(ms);
        return { statusCode: 200 };
      };
      alice.send("hello");
      await handled();
    }
    alice.send('{"action":"pong"}');
    await alice.next();
    gateway.clock.advance(MINUTE);
    const IntegrationLatency = { SampleCount: 3, Sum: 40, Minimum: 0, Maximum: 30 };
    const counts = { ...NOTHING, ConnectCount: 1, MessageCount: 4 };
    assert.deepEqual(recorded(), [{ ...ofStage, ...counts, IntegrationLatency }]);
  });

  it("ClientError counts what is refused before an integration is called", async () => {
    const api = apiOf(["$connect", "$disconnect", "busy"]);
    api.stages = [
      stageOf("dev", { routeThrottles: new Map([["busy", { rateLimit: 1, burstLimit: 0 }]]) }),
    ];
    await start({ api });
    const alice = await connectTo(gateway.url);
    alice.send("no route");
    await alice.next();
    alice.send('{"action":"busy"}');
    await alice.next();
    await post("nonsense");
    const disconnected = gateway.until("apigateway.disconnect");
    await alice.close();
    await disconnected;
    await post(gateway.events[0]!.requestContext.connectionId);
    gateway.clock.advance(MINUTE);
    const counts = { ...NOTHING, ConnectCount: 1, MessageCount: 2, ClientError: 4 };
    assert.deepEqual(recorded(), [{ ...ofStage, ...counts, IntegrationLatency: latency(2) }]);
  });

  it("ClientError counts whom an authorizer refuses", async () => {
    const api = apiOf(["$connect"]);
    const authorizer = { id: "abc123", functionName: "guard", identitySources: [] };
    api.routes.get("$connect")!.authorization = { type: "CUSTOM", authorizer };
    await start({ api });
    gateway.authorizer = () => Promise.reject(new Error("Unauthorized"));
    assert.equal((await refusalOf(gateway.url)).status, 401);
    gateway.clock.advance(MINUTE);
    assert.deepEqual(recorded(), [{ ...ofStage, ...NOTHING, ClientError: 1 }]);
  });

  it("IntegrationError counts what functions answer with 4XX and 5XX, and their errors", async () => {
    await start();
    const answers = [{ statusCode: 404 }, { statusCode: 503 }, {}];
    for (const answer of answers) {
      gateway.handle = () => answer;
      await refusalOf(gateway.url);
    }
    gateway.handle = () => assert.fail();
    await refusalOf(gateway.url);
    gateway.clock.advance(MINUTE);
    const counts = { ...NOTHING, ConnectCount: 4, IntegrationError: 4 };
    assert.deepEqual(recorded(), [{ ...ofStage, ...counts, IntegrationLatency: latency(4) }]);
  });

  it("ExecutionError counts integrations that cannot be called or take too long", async () => {
    const permissions = [false, true];
    const access: AccessControl = {
      check: () => undefined,
      mayInvoke: () => permissions.shift()!,
    };
    await start({ access });
    await refusalOf(gateway.url);
    gateway.handle = () => new Promise(() => {});
    const waiting = gateway.clock.timerOf(29_000);
    const refused = refusalOf(gateway.url);
    await waiting;
    gateway.clock.advance(29_000);
    await refused;
    gateway.clock.advance(MINUTE);
    const counts = { ...NOTHING, ConnectCount: 2, ExecutionError: 2 };
    const latencies = { SampleCount: 2, Sum: 29_000, Minimum: 0, Maximum: 29_000 };
    assert.deepEqual(recorded(), [{ ...ofStage, ...counts, IntegrationLatency: latencies }]);
  });

  it("are told for each route where they are detailed, and for each stage in any case", async () => {
    const detailedMetrics = { byDefault: true, routes: new Map([["$connect", false]]) };
    const stages = [stageOf("dev", { detailedMetrics }), stageOf("prod")];
    await start({ api: apiOf(["$connect", "$default"], { stages }) });
    const alice = await connectTo(gateway.url);
    alice.send("hello");
    await handled();
    await connectTo(`ws://${gateway.host}/prod`);
    gateway.clock.advance(MINUTE);
    const [connected, message] = [{ ConnectCount: 1 }, { MessageCount: 1 }];
    assert.deepEqual(recorded(), [
      { ...ofStage, ...NOTHING, ...connected, ...message, IntegrationLatency: latency(2) },
      { ...ofStage, routeKey: "$default", ...NOTHING, ...message, IntegrationLatency: latency(1) },
      { ...ofStage, stage: "prod", ...NOTHING, ...connected, IntegrationLatency: latency(1) },
    ]);
  });
});
