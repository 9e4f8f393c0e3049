import { deepEqual, equal } from "node:assert/strict";
import type { HttpAuthorization, HttpAuthorizer } from "../../../../src/model/model";
import { policy } from "../../../support/gateway/guarded-gateway";
import {
  HTTP_ARN,
  httpApiOf,
  httpRouteOf,
  startHttpGateway,
  type HttpInvocation,
  type TestHttpGateway,
} from "../../../support/gateway/http-gateway";
import { stageOf } from "../../../support/models";

const SOURCES = ["$request.header.X-Key", "$request.querystring.tenant"];
const FORBIDDEN = { status: 403, body: '{"message":"Forbidden"}' };
const UNAUTHORIZED = { status: 401, body: '{"message":"Unauthorized"}' };
const FAILED = { status: 500, body: '{"message":"Internal Server Error"}' };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
describe("A Lambda authorizer of an HTTP API", () => {
  let gateway: TestHttpGateway;
  let verdict: (event: HttpInvocation["event"]) => unknown;
  afterEach(() => gateway.close());

  const start = async (parts: Partial<HttpAuthorizer> = {}, format: "1.0" | "2.0" = "2.0") => {
    const authorizer: HttpAuthorizer = {
      id: "guard1",
      functionName: "guard",
      identitySources: SOURCES,
      format: "2.0",
      hasSimpleResponses: true,
      ttlSeconds: 0,
      ...parts,
    };
    const authorization: HttpAuthorization = { type: "CUSTOM", authorizer };
    const routes = ["GET /orders/{id}", "POST /orders/{id}"].map((key) => {
      const route = httpRouteOf(key, { authorization });
      return { ...route, integration: { ...route.integration, format } as never };
    });
    const stages = [stageOf("test", { variables: { tenant: "blue" } })];
    gateway = await startHttpGateway(httpApiOf(routes, { stages }));
    verdict = () => ({ isAuthorized: true });
    gateway.handle = ({ functionName, event }) =>
      functionName === "guard" ? verdict(event) : { statusCode: 200 };
  };
  const answerTo = async (key = "user1", { method = "GET", tenant = "123", id = "7" } = {}) => {
    const query = tenant && `?tenant=${tenant}`;
    const headers: Record<string, string> = key ? { "X-Key": key } : {};
    const response = await fetch(`${gateway.url}/test/orders/${id}${query}`, { method, headers });
    return { status: response.status, body: await response.text() };
  };
  const eventsOf = (name: string) =>
    gateway.invocations
      .filter(({ functionName }) => functionName === name)
      .map(({ event }) => event);

  it("gets the event of format 2.0", async () => {
    await start();
    equal((await answerTo()).status, 200);
    const [{ headers, requestContext, ...event }] = eventsOf("guard") as [HttpInvocation["event"]];
    deepEqual(event, {
      version: "2.0",
      type: "REQUEST",
      routeArn: `${HTTP_ARN}/test/GET/orders/7`,
      identitySource: ["user1", "123"],
      routeKey: "GET /orders/{id}",
      rawPath: "/test/orders/7",
      rawQueryString: "tenant=123",
      queryStringParameters: { tenant: "123" },
      pathParameters: { id: "7" },
      stageVariables: { tenant: "blue" },
    });
    equal((headers as Record<string, string>)["x-key"], "user1");
    const [own] = eventsOf("orders");
    const { authorizer, ...same } = own!.requestContext;
    deepEqual(requestContext, same);
    deepEqual(authorizer, { lambda: null });
  });

  it("gets the event of format 1.0", async () => {
    await start({ format: "1.0", hasSimpleResponses: false });
    verdict = () => ({ principalId: "alice", policyDocument: policy("Allow") });
    equal((await answerTo()).status, 200);
    const [event] = eventsOf("guard");
    const { resource, path, httpMethod, pathParameters, stageVariables } = event!;
    deepEqual(
      {
        ...{ version: event!.version, type: event!.type, methodArn: event!.methodArn },
        ...{ identitySource: event!.identitySource, authorizationToken: event!.authorizationToken },
        ...{ resource, path, httpMethod, pathParameters, stageVariables },
      },
      {
        version: "1.0",
        type: "REQUEST",
        methodArn: `${HTTP_ARN}/test/GET/orders/7`,
        identitySource: "user1,123",
        authorizationToken: "user1,123",
        resource: "/orders/{id}",
        path: "/test/orders/7",
        httpMethod: "GET",
        pathParameters: { id: "7" },
        stageVariables: { tenant: "blue" },
      },
    );
  });

  it("tells the function its context", async () => {
    const context = { user: "alice", level: 7, tags: ["a"] };
    await start();
    verdict = () => ({ isAuthorized: true, context });
    await answerTo();
    deepEqual(eventsOf("orders")[0]!.requestContext.authorizer, { lambda: context });
    await gateway.close();
    await start({ hasSimpleResponses: false }, "1.0");
    verdict = () => ({ principalId: "p", policyDocument: policy("Allow"), context });
    await answerTo();
    deepEqual(eventsOf("orders")[0]!.requestContext.authorizer, { ...context, principalId: "p" });
  });

  it("is not asked about a request without an identity", async () => {
    await start();
    deepEqual(await answerTo(""), UNAUTHORIZED);
    deepEqual(await answerTo("user1", { tenant: "" }), UNAUTHORIZED);
    equal(gateway.invocations.length, 0);
  });

  for (const [what, answer, expected] of [
    ["that says no", { isAuthorized: false }, FORBIDDEN],
    ["that says nothing", {}, FAILED],
    ["that answers in a text", "yes", FAILED],
    ["with more than 8 KB", { isAuthorized: true, context: { a: "x".repeat(8192) } }, FAILED],
  ] as const) {
    it(`refuses with one ${what}`, async () => {
      await start();
      verdict = () => answer;
      deepEqual(await answerTo(), expected);
      equal(eventsOf("orders").length, 0);
    });
  }

  it("evaluates a policy for the route's ARN", async () => {
    await start({ hasSimpleResponses: false });
    verdict = () => ({ policyDocument: policy("Allow", `${HTTP_ARN}/test/GET/orders/7`) });
    equal((await answerTo()).status, 200);
    deepEqual(await answerTo("user1", { id: "8" }), FORBIDDEN);
    deepEqual(await answerTo("user1", { method: "POST" }), FORBIDDEN);
    verdict = () => ({ policyDocument: policy("Deny") });
    deepEqual(await answerTo(), FORBIDDEN);
    verdict = () => ({ policyDocument: {} });
    deepEqual(await answerTo(), FAILED);
  });

  it("fails with its function, whose error may be that the caller is not authorized", async () => {
    await start();
    verdict = () => Promise.reject(new Error("no"));
    deepEqual(await answerTo(), FAILED);
    verdict = () => Promise.reject(new Error("Unauthorized"));
    deepEqual(await answerTo(), UNAUTHORIZED);
  });

  it("has ten seconds", async () => {
    await start();
    verdict = () => {
      setImmediate(() => gateway.clock.advance(10_000));
      return new Promise(() => {});
    };
    deepEqual(await answerTo(), FAILED);
  });

  it("has its answers used again for the same identity, until they are too old", async () => {
    await start({ ttlSeconds: 60 });
    const asked = async (...args: Parameters<typeof answerTo>) => {
      equal((await answerTo(...args)).status, 200);
      return eventsOf("guard").length;
    };
    equal(await asked(), 1);
    equal(await asked("user1", { id: "8" }), 1);
    equal(await asked("user2"), 2);
    equal(await asked("user1", { tenant: "124" }), 3);
    gateway.clock.advance(60_000);
    equal(await asked(), 4);
    gateway.update({});
    equal(await asked(), 5);
  });

  it("has refusals used again, but no failures", async () => {
    await start({ ttlSeconds: 60 });
    verdict = () => ({ isAuthorized: false });
    await answerTo();
    verdict = () => ({ isAuthorized: true });
    deepEqual(await answerTo(), FORBIDDEN);
    verdict = () => Promise.reject(new Error("no"));
    deepEqual(await answerTo("user2"), FAILED);
    verdict = () => ({ isAuthorized: true });
    equal((await answerTo("user2")).status, 200);
  });

  it("has a policy that is used again evaluated for each route", async () => {
    await start({ ttlSeconds: 60, hasSimpleResponses: false });
    verdict = () => ({ policyDocument: policy("Allow", `${HTTP_ARN}/*/GET/*`) });
    equal((await answerTo()).status, 200);
    deepEqual(await answerTo("user1", { method: "POST" }), FORBIDDEN);
    equal(eventsOf("guard").length, 1);
  });

  it("takes identities of stage variables and of the context", async () => {
    const identitySources = ["$stageVariables.tenant", "$context.routeKey", "$context.http.x"];
    await start({ identitySources: identitySources.slice(0, 2) });
    await answerTo("");
    deepEqual(eventsOf("guard")[0]!.identitySource, ["blue", "GET /orders/{id}"]);
    await gateway.close();
    await start({ identitySources });
    deepEqual(await answerTo(""), UNAUTHORIZED);
  });
});
