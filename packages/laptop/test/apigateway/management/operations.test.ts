import assert from "node:assert/strict";
import {
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { AccessControl, Denial } from "../../../src/iam/access/access";
import { connectTo, type TestConnection } from "../../support/connection";
import { FakeClock } from "../../support/fake-clock";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, stageOf } from "../../support/models";
import { answerToCall } from "../../support/gateway/management-answer";

const ARN = "arn:aws:execute-api:us-east-1:123456789012:x5dq2mb9qi";
const FORMAT =
  "$context.eventType|$context.routeKey|$context.status|$context.stage|$context.error.message";

describe("an operation of the management API", () => {
  let gateway: TestGateway;
  let alice: TestConnection;
  let id: string;
  let denial: Denial | undefined;
  let asked: [service: string, action: string, resource: string][];

  const access: AccessControl = {
    mayInvoke: () => true,
    check(_request, service, actions) {
      for (const { action, resource } of actions) asked.push([service, action, resource]);
      // Without an action only the signature is verified.
      const isPermission = denial?.type === "AccessDeniedException";
      return isPermission && actions.length === 0 ? undefined : denial;
    },
  };
  beforeEach(async () => {
    [denial, asked] = [undefined, []];
    const accessLog = {
      logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:a",
      format: FORMAT,
    };
    const stages = [stageOf("dev", { accessLog }), stageOf("other")];
    const api = apiOf(["$connect", "$disconnect", "$default"], { stages });
    const another = apiOf(["$connect"], { id: "another000", stages: [stageOf("elsewhere")] });
    const clock = new FakeClock("2026-09-25T00:22:29.887Z");
    gateway = await startTestGateway({ apis: [api, another], clock, access });
    alice = await connectTo(gateway.url, { headers: { "User-Agent": "native-probe" } });
    id = gateway.events[0]!.requestContext.connectionId;
  });
  afterEach(() => gateway.close());

  const call = (method: string, path: string, body?: string) =>
    answerToCall(gateway.host, method, path, body);
  const path = (connectionId = id, stage = "dev") =>
    `/${stage}/@connections/${encodeURIComponent(connectionId)}`;
  /** The headers of every answer. */
  const headers = (status: string, length?: number, errorType?: string, traced = true) => [
    `HTTP/1.1 ${status}`,
    "Date: DATE",
    "Content-Type: application/json",
    ...(length === undefined ? [] : [`Content-Length: ${length}`]),
    "Connection: keep-alive",
    "x-amzn-RequestId: UUID",
    ...(errorType ? [`x-amzn-ErrorType: ${errorType}`] : []),
    "x-amz-apigw-id: ID",
    ...(traced ? ["X-Amzn-Trace-Id: Root=TRACE"] : []),
  ];
  const gone = async () => {
    const disconnected = gateway.until("apigateway.disconnect");
    await alice.close();
    await disconnected;
  };

  for (const body of ["hello", ""]) {
    it(`POST of "${body}" answers 200 with these headers and delivers it`, async () => {
      assert.deepEqual(await call("POST", path(), body), { head: headers("200 OK", 0), body: "" });
      assert.equal(await alice.next(), body);
    });
  }

  it("GET answers these bytes; messages and posts move lastActiveAt, nothing else does", async () => {
    const active = async () => /"lastActiveAt" : "(.*)"/.exec((await call("GET", path())).body)![1];
    gateway.clock.advance(1000);
    alice.send("hello");
    await gateway.payload("MESSAGE");
    assert.equal(await active(), "2026-09-25T00:22:30.887Z");
    gateway.clock.advance(20_956);
    await call("POST", path());
    gateway.clock.advance(1000);
    await call("POST", path(), "x".repeat(131_073));
    await alice.pong();
    const { head, body } = await call("GET", path());
    assert.equal(
      body,
      `{
  "identity" : {
    "sourceIp" : "127.0.0.1",
    "userAgent" : "native-probe"
  },
  "connectedAt" : "2026-09-25T00:22:29.887Z",
  "lastActiveAt" : "2026-09-25T00:22:51.843Z"
}`,
    );
    assert.deepEqual(head, headers("200 OK", body.length));
  });
  it("GET tells a missing user agent as null", async () => {
    await connectTo(gateway.url);
    const { connectionId } = gateway.events.at(-1)!.requestContext;
    assert.match((await call("GET", path(connectionId))).body, /^ {4}"userAgent" : null$/m);
  });

  it("DELETE answers 204 with these headers and no body", async () => {
    assert.deepEqual(await call("DELETE", path()), { head: headers("204 No Content"), body: "" });
    assert.equal((await alice.closed).code, 1000);
  });

  for (const method of ["GET", "POST", "DELETE"]) {
    it(`${method} of a closed connection answers 410 with an empty body`, async () => {
      await gone();
      const head = headers("410 Gone", 0, "GoneException");
      assert.deepEqual(await call(method, path()), { head, body: "" });
    });
    it(`${method} of an ID that was never issued answers 400, also to whoever may not call`, async () => {
      denial = { status: 403, type: "AccessDeniedException", message: "no" };
      const changed = id.slice(0, 5) + (id[5] === "A" ? "B" : "A") + id.slice(6);
      for (const never of ["AbgHN0-zjQAYKEjhgA==", changed, "nonsense", "a%b", '"']) {
        const body = JSON.stringify({ message: `Invalid connectionId: ${never}` });
        const head = headers("400 Bad Request", body.length, "BadRequestException", false);
        assert.deepEqual(await call(method, path(never)), { head, body });
      }
      assert.deepEqual(asked, []);
    });
  }

  it("POST of 128 KB is taken; one byte more answers a bare 413, and the connection survives", async () => {
    assert.equal((await call("POST", path(), "x".repeat(131_072))).head[0], "HTTP/1.1 200 OK");
    assert.equal((await alice.next()).length, 131_072);
    assert.deepEqual(await call("POST", path(), "x".repeat(131_073)), {
      head: [
        "HTTP/1.1 413 Payload Too Large",
        "Date: DATE",
        "Content-Length: 0",
        "Connection: keep-alive",
      ],
      body: "",
    });
    await call("POST", path(), "still open");
    assert.equal(await alice.next(), "still open");
  });

  it("an unsigned call answers 403, Missing Authentication Token, whatever the ID", async () => {
    const type = "MissingAuthenticationTokenException";
    denial = { status: 403, type, message: "Missing Authentication Token" };
    for (const connectionId of [id, "nonsense", "a%b", "AbgHN0-zjQAYKEjhgA=="]) {
      const { head, body } = await call("POST", path(connectionId), "hello");
      assert.equal(body, '{"message":"Missing Authentication Token"}');
      assert.deepEqual(head, headers("403 Forbidden", body.length, type));
    }
    assert.equal(alice.hasMore, false);
  });
  for (const [method, target] of [
    ["POST", "/absent/@connections/AbgHN0-zjQAYKEjhgA%3D%3D"],
    ["POST", "/dev/@connections"],
    ["POST", "/dev/@connections/a/b"],
    ["POST", "/dev"],
    ["PUT", "/dev/@connections/AbgHN0-zjQAYKEjhgA%3D%3D"],
    ["GET", "/"],
  ] as const) {
    it(`${method} ${target} answers 403, Forbidden`, async () => {
      const { head, body } = await call(method, target);
      assert.equal(body, '{"message":"Forbidden"}');
      assert.deepEqual(head, headers("403 Forbidden", 23, "ForbiddenException"));
    });
  }
  it("the AWS SDK is told of every error by its name", async () => {
    const management = gateway.management();
    const post = () =>
      management.send(new PostToConnectionCommand({ ConnectionId: id, Data: "a" }));
    denial = { status: 403, type: "AccessDeniedException", message: "no" };
    await assert.rejects(post(), { name: "AccessDeniedException", message: "no" });
    denial = undefined;
    const { LastActiveAt } = await management.send(new GetConnectionCommand({ ConnectionId: id }));
    assert.equal(LastActiveAt?.toISOString(), "2026-09-25T00:22:29.887Z");
    await gone();
    await assert.rejects(post(), { name: "GoneException" });
    id = "nonsense";
    await assert.rejects(post(), { name: "BadRequestException" });
    management.destroy();
  });

  it("a caller who may not gets 403 with a capital Message and a masked account", async () => {
    const user = "arn:aws:sts::123456789012:assumed-role/role/name";
    const message = `User: ${user} is not authorized to perform: execute-api:ManageConnections on resource: `;
    const end = " because no identity-based policy allows the execute-api:ManageConnections action";
    const resource = (account: string) =>
      `arn:aws:execute-api:us-east-1:${account}:x5dq2mb9qi/dev/POST/@connections/{connectionId}`;
    const type = "AccessDeniedException";
    denial = { status: 403, type, message: `${message}${resource("123456789012")}${end}` };
    const { head, body } = await call("POST", path(), "hello");
    assert.equal(body, JSON.stringify({ Message: `${message}${resource("********9012")}${end}` }));
    assert.deepEqual(head, headers("403 Forbidden", body.length, type, false));
    assert.equal(alice.hasMore, false);
  });

  it("the resource that is asked for is the literal template, with the stage of the URL", async () => {
    for (const [method, stage] of [
      ["POST", "dev"],
      ["GET", "other"],
      ["DELETE", "dev"],
    ] as const)
      await call(method, path(id, stage));
    const action = "execute-api:ManageConnections";
    assert.deepEqual(asked, [
      ["execute-api", action, `${ARN}/dev/POST/@connections/{connectionId}`],
      ["execute-api", action, `${ARN}/other/GET/@connections/{connectionId}`],
      ["execute-api", action, `${ARN}/dev/DELETE/@connections/{connectionId}`],
    ]);
  });

  it("a connection is reached through every stage of its API, and through no other API", async () => {
    await call("POST", path(id, "other"), "through the other stage");
    assert.equal(await alice.next(), "through the other stage");
    assert.equal((await call("POST", path(id, "elsewhere"))).head[0], "HTTP/1.1 410 Gone");
    assert.equal((await call("DELETE", path(id, "other"))).head[0], "HTTP/1.1 204 No Content");
  });
  it("an ID in a path may be encoded or not", async () => {
    for (const encoded of [path(), `/dev/@connections/${id}`, path().replace("@", "%40")])
      assert.equal((await call("GET", encoded)).head[0], "HTTP/1.1 200 OK");
  });

  it("calls are in the access log as CONNECTION_API", async () => {
    await call("POST", path(), "hello");
    await call("GET", path("nonsense"));
    const lines = gateway.all("apigateway.accessLog").map(({ message }) => message);
    assert.deepEqual(lines.slice(1), [
      "CONNECTION_API|POST /@connections/{connectionId}|200|dev|-",
      "CONNECTION_API|GET /@connections/{connectionId}|400|dev|Invalid connectionId: nonsense",
    ]);
  });
});
