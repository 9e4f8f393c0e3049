import assert from "node:assert/strict";
import { PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { connectTo } from "../../support/connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";

describe("the journal of API Gateway", () => {
  let gateway: TestGateway;
  let id: string;

  beforeEach(async () => {
    gateway = await startTestGateway();
    gateway.handle = () => ({ statusCode: 200 });
  });
  afterEach(() => gateway.close());

  const connect = async () => {
    const connection = await connectTo(gateway.url, { headers: { "User-Agent": "alice" } });
    id = String(gateway.all("apigateway.connect").at(-1)!.connectionId);
    return connection;
  };
  const last = (event: string) => {
    const { time: _time, service: _service, event: _event, ...fields } = gateway.all(event).at(-1)!;
    return fields;
  };

  it("tells who connected", async () => {
    await connect();
    const { apiId: _apiId, ...fields } = last("apigateway.connect");
    const [stage, sourceIp, userAgent] = ["dev", "127.0.0.1", "alice"];
    assert.deepEqual(fields, { connectionId: id, stage, sourceIp, userAgent });
  });

  it("tells a message, and right after it the invocation that it causes", async () => {
    const connection = await connect();
    const arrived = gateway.next("MESSAGE");
    connection.send("héllo");
    await arrived;
    const message = { connectionId: id, routeKey: "$default", bytes: 6, body: "héllo" };
    assert.deepEqual(last("apigateway.message"), message);
    const at = gateway.entries.findIndex(({ event }) => event === "message");
    const { event, connectionId, routeKey, requestId } = gateway.entries[at + 1]!;
    assert.deepEqual({ event, connectionId, routeKey }, { ...expectedInvoke(), connectionId: id });
    assert.match(String(requestId), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
  const expectedInvoke = () => ({ event: "invoke", routeKey: "$default" });

  it("keeps of a body its first 1,024 characters and its size", async () => {
    const connection = await connect();
    const arrived = gateway.next("MESSAGE");
    connection.send("é".repeat(2000));
    await arrived;
    const { bytes, body } = last("apigateway.message");
    assert.deepEqual({ bytes, body }, { bytes: 4000, body: "é".repeat(1024) });
  });

  it("tells whose credentials posted a message", async () => {
    await connect();
    const client = gateway.management();
    const { accessKeyId } = await client.config.credentials();
    await client.send(new PostToConnectionCommand({ ConnectionId: id, Data: Buffer.from("hi") }));
    const post = { connectionId: id, bytes: 2, body: "hi", accessKeyId };
    assert.deepEqual(last("apigateway.post"), post);
  });

  it("tells a ping, and that the connection itself closed", async () => {
    const connection = await connect();
    await connection.pong();
    assert.deepEqual(last("apigateway.ping"), { connectionId: id });
    const disconnected = gateway.until("apigateway.disconnect");
    await connection.close(1000, "bye");
    await disconnected;
    const closed = { connectionId: id, code: 1000, reason: "bye", closedBy: "connection" };
    assert.deepEqual(last("apigateway.disconnect"), closed);
  });

  it("tells that the gateway closed", async () => {
    const connection = await connect();
    const disconnected = gateway.until("apigateway.disconnect");
    connection.send(Buffer.from("binary"));
    await disconnected;
    const { code, closedBy } = last("apigateway.disconnect");
    assert.deepEqual({ code, closedBy }, { code: 1003, closedBy: "gateway" });
  });
});
