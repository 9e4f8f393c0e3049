import assert from "node:assert/strict";
import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
  type ApiGatewayManagementApiClient,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { connectTo, type TestConnection } from "../../support/connection";
import { FakeClock } from "../../support/fake-clock";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, stageOf } from "../../support/models";

const CONNECTED_AT = "2026-09-25T00:22:29.887Z";

describe("the management API, called by the AWS SDK", () => {
  let gateway: TestGateway;
  let management: ApiGatewayManagementApiClient;
  let alice: TestConnection;
  let ConnectionId: string;

  beforeEach(async () => {
    const api = apiOf(["$connect", "$disconnect", "$default"], {
      stages: ["dev", "other"].map((name) => stageOf(name)),
    });
    gateway = await startTestGateway({ api, clock: new FakeClock(CONNECTED_AT) });
    management = gateway.management();
    alice = await connectTo(gateway.url, { headers: { "User-Agent": "ua" } });
    ConnectionId = gateway.events[0]!.requestContext.connectionId;
  });
  afterEach(async () => {
    management.destroy();
    await gateway.close();
  });

  const post = (Data: string | Uint8Array, id = ConnectionId) =>
    management.send(new PostToConnectionCommand({ ConnectionId: id, Data }));
  const get = (id = ConnectionId) =>
    management.send(new GetConnectionCommand({ ConnectionId: id }));
  const remove = (id = ConnectionId) =>
    management.send(new DeleteConnectionCommand({ ConnectionId: id }));
  const lastActiveAt = async () => (await get()).LastActiveAt?.toISOString();

  it("posts a text message, byte for byte", async () => {
    const { $metadata } = await post("héllo 👋🏽");
    assert.equal($metadata.httpStatusCode, 200);
    assert.match($metadata.requestId!, /^[0-9a-f-]{36}$/);
    assert.equal(await alice.next(), "héllo 👋🏽");
  });

  it("posts text even when the bytes are none", async () => {
    await post(Uint8Array.of(0x61, 0xff, 0x62));
    assert.equal(await alice.next(), "a\ufffdb");
  });

  it("posts an empty message", async () => {
    await post("");
    assert.equal(await alice.next(), "");
  });

  it("posts 128 KB and refuses one byte more with status 413", async () => {
    await post("x".repeat(131_072));
    assert.equal((await alice.next()).length, 131_072);
    await assertStatus(post("x".repeat(131_073)), 413);
    await post("still open");
    assert.equal(await alice.next(), "still open");
  });

  it("gets who is connected, since when and active when", async () => {
    const { Identity, ConnectedAt, LastActiveAt } = await get();
    assert.deepEqual(Identity, { SourceIp: "127.0.0.1", UserAgent: "ua" });
    assert.equal(ConnectedAt?.toISOString(), CONNECTED_AT);
    assert.equal(LastActiveAt?.toISOString(), CONNECTED_AT);
  });

  it("counts a message and a post as activity, but not a get or a post that is too large", async () => {
    gateway.clock.advance(1000);
    const arrived = gateway.until("apigateway.message");
    alice.send("hello");
    await arrived;
    assert.equal(await lastActiveAt(), "2026-09-25T00:22:30.887Z");
    gateway.clock.advance(1000);
    await post("");
    assert.equal(await lastActiveAt(), "2026-09-25T00:22:31.887Z");
    gateway.clock.advance(1000);
    await assertStatus(post("x".repeat(131_073)), 413);
    assert.equal(await lastActiveAt(), "2026-09-25T00:22:31.887Z");
  });

  it("deletes: the connection and its $disconnect hear 1000, Connection Closed Normally", async () => {
    const disconnected = gateway.next("DISCONNECT");
    const { $metadata } = await remove();
    assert.equal($metadata.httpStatusCode, 204);
    assert.deepEqual(await alice.closed, { code: 1000, reason: "Connection Closed Normally" });
    const { disconnectStatusCode, disconnectReason } = (await disconnected).requestContext;
    assert.deepEqual(
      [disconnectStatusCode, disconnectReason],
      [1000, "Connection Closed Normally"],
    );
  });

  it("answers GoneException for a connection that has closed", async () => {
    const disconnected = gateway.until("apigateway.disconnect");
    await alice.close();
    await disconnected;
    for (const call of [() => post("late"), get, remove]) {
      await assert.rejects(call(), (error: Error & { $metadata: { httpStatusCode: number } }) => {
        assert.equal(error.name, "GoneException");
        assert.equal(error.$metadata.httpStatusCode, 410);
        return true;
      });
    }
  });

  it("answers GoneException for a connection whose $connect has not ended", async () => {
    let outcome: unknown;
    gateway.handle = async ({ requestContext }) => {
      outcome = await post("early", requestContext.connectionId).catch((error: Error) => error);
      return { statusCode: 200 };
    };
    const bob = await connectTo(gateway.url);
    assert.equal((outcome as Error).name, "GoneException");
    await post("in time", gateway.events.at(-1)!.requestContext.connectionId);
    assert.equal(await bob.next(), "in time");
  });

  it("answers BadRequestException for a connection ID that was never issued", async () => {
    const changed = (ConnectionId[0] === "A" ? "B" : "A") + ConnectionId.slice(1);
    for (const id of [changed, "nonsense", "%"]) {
      for (const call of [() => post("hello", id), () => get(id), () => remove(id)]) {
        await assert.rejects(call(), {
          name: "BadRequestException",
          message: `Invalid connectionId: ${id}`,
        });
      }
    }
  });

  it("reaches a connection through any stage of its API, and through no other", async () => {
    management = gateway.management("other");
    await post("through another stage");
    assert.equal(await alice.next(), "through another stage");
    management = gateway.management("absent");
    await assert.rejects(post("hello"), { name: "ForbiddenException", message: "Forbidden" });
  });
});

async function assertStatus(call: Promise<unknown>, status: number): Promise<void> {
  await assert.rejects(call, (error: { $metadata?: { httpStatusCode?: number } }) => {
    assert.equal(error.$metadata?.httpStatusCode, status);
    return true;
  });
}
