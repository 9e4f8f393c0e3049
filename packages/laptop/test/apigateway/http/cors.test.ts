import { deepEqual, equal } from "node:assert/strict";
import type { Cors, HttpApi, HttpAuthorization } from "../../../src/model/model";
import {
  httpApiOf,
  httpRouteOf,
  startHttpGateway,
  type TestHttpGateway,
} from "../../support/gateway/http-gateway";

const CORS: Cors = {
  allowCredentials: false,
  allowHeaders: ["authorization", "content-type"],
  allowMethods: ["GET", "POST"],
  allowOrigins: ["https://shop.example.com"],
  exposeHeaders: ["x-total"],
  maxAgeSeconds: 300,
};
const ORIGIN = "https://shop.example.com";
const PREFLIGHT = { Origin: ORIGIN, "Access-Control-Request-Method": "POST" };

describe("CORS of an HTTP API", () => {
  let gateway: TestHttpGateway;
  afterEach(() => gateway.close());
  const start = async (cors: Partial<Cors> | undefined, routes = [httpRouteOf("GET /orders")]) => {
    const configured = cors && { ...CORS, ...cors };
    const parts: Partial<HttpApi> = { cors: configured };
    gateway = await startHttpGateway(httpApiOf(routes, parts));
  };
  const answerTo = async (method: string, headers: Record<string, string>, path = "/orders") => {
    const response = await fetch(gateway.url + path, { method, headers });
    const cors = [...response.headers].filter(([name]) => name.startsWith("access-control-"));
    return { status: response.status, cors: Object.fromEntries(cors) };
  };
  const OF_EVERY = {
    "access-control-allow-origin": ORIGIN,
    "access-control-expose-headers": "x-total",
  };
  const OF_PREFLIGHT = {
    ...OF_EVERY,
    "access-control-allow-headers": "authorization,content-type",
    "access-control-allow-methods": "GET,POST",
    "access-control-max-age": "300",
  };

  it("answers preflight requests itself, without a route for them", async () => {
    await start({});
    deepEqual(await answerTo("OPTIONS", PREFLIGHT), { status: 204, cors: OF_PREFLIGHT });
    deepEqual(await answerTo("OPTIONS", PREFLIGHT, "/other"), { status: 204, cors: OF_PREFLIGHT });
    equal(gateway.invocations.length, 0);
  });

  it("has other OPTIONS requests find a route as every request does", async () => {
    await start({});
    equal((await answerTo("OPTIONS", { Origin: ORIGIN })).status, 404);
    equal((await answerTo("OPTIONS", { "Access-Control-Request-Method": "GET" })).status, 404);
  });

  it("adds its headers to what functions answer, in place of theirs", async () => {
    await start({});
    const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Max-Age": "1" };
    gateway.handle = () => ({ statusCode: 200, headers });
    deepEqual(await answerTo("GET", { Origin: ORIGIN }), { status: 200, cors: OF_EVERY });
    deepEqual(await answerTo("GET", {}), { status: 200, cors: {} });
  });

  it("adds them to its own errors too", async () => {
    await start({});
    deepEqual(await answerTo("GET", { Origin: ORIGIN }, "/x"), { status: 404, cors: OF_EVERY });
  });

  it("tells pages of other origins nothing", async () => {
    await start({});
    const headers = { ...PREFLIGHT, Origin: "https://shop.example.com.evil.example" };
    deepEqual(await answerTo("OPTIONS", headers), { status: 204, cors: {} });
    deepEqual(await answerTo("GET", headers), { status: 200, cors: {} });
  });

  it("takes every origin, and every one of a scheme", async () => {
    const allowed = async (origin: string) =>
      (await answerTo("GET", { Origin: origin })).cors["access-control-allow-origin"];
    await start({ allowOrigins: ["*"] });
    equal(await allowed("http://a.example"), "*");
    await gateway.close();
    await start({ allowOrigins: ["https://*"], allowCredentials: true });
    equal(await allowed("https://a.example"), "https://a.example");
    equal(await allowed("http://a.example"), undefined);
    const { cors } = await answerTo("GET", { Origin: ORIGIN });
    equal(cors["access-control-allow-credentials"], "true");
  });

  it("leaves everything to the function where it is not configured", async () => {
    await start(undefined, [httpRouteOf("ANY /orders")]);
    gateway.handle = () => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "*" } });
    const cors = { "access-control-allow-origin": "*" };
    deepEqual(await answerTo("OPTIONS", PREFLIGHT), { status: 200, cors });
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html#http-api-cors-default-route
  it("leaves preflight requests to the authorizer of a route that takes them", async () => {
    const authorizer = { id: "1", identitySources: ["$request.header.Authorization"] };
    const jwt = { ...authorizer, issuer: "https://issuer.example", audiences: ["a"] };
    const authorization: HttpAuthorization = { type: "JWT", authorizer: jwt, scopes: [] };
    await start({}, [httpRouteOf("$default", { authorization }), httpRouteOf("OPTIONS /{proxy+}")]);
    equal((await answerTo("OPTIONS", PREFLIGHT, "/")).status, 401);
    equal((await answerTo("OPTIONS", PREFLIGHT)).status, 204);
  });
});
