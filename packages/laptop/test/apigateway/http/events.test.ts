import { deepEqual, equal } from "node:assert/strict";
import { request as send } from "node:http";
import {
  API_ID,
  httpApiOf,
  httpRouteOf,
  startHttpGateway,
  type TestHttpGateway,
} from "../../support/gateway/http-gateway";
import { stageOf } from "../../support/models";

const ROUTE = "POST /my/{name}";

/** Sends headers as they are, in their order. */
function post(url: string, headers: string[], body: string | Buffer = ""): Promise<number> {
  return new Promise((resolve, reject) => {
    const host = new URL(url).host;
    const all = ["Host", host, ...headers, "Content-Length", String(Buffer.byteLength(body))];
    const request = send(url, { method: "POST", agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode!));
    });
    for (const name of request.getHeaderNames()) request.removeHeader(name);
    for (let i = 0; i < all.length; i += 2) request.appendHeader(all[i]!, all[i + 1]!);
    request.on("error", reject).end(body);
  });
}

const SENT = [
  ...["Header1", "value1", "Header2", "value1", "header2", "value2"],
  ...["Cookie", "cookie1=a; cookie2=b", "User-Agent", "agent", "Content-Type", "text/plain"],
];
const QUERY = "parameter1=value1&parameter1=value2&parameter2=a%20b";

describe("The event of a request to an HTTP API", () => {
  let gateway: TestHttpGateway;
  afterEach(() => gateway.close());

  const start = async (format: "1.0" | "2.0", stage = "$default", variables = {}) => {
    const route = httpRouteOf(ROUTE);
    const integration = { ...route.integration, format } as typeof route.integration;
    const stages = [stageOf(stage, { variables })];
    gateway = await startHttpGateway(httpApiOf([{ ...route, integration }], { stages }));
  };
  const eventOf = async (path: string, headers = SENT, body: string | Buffer = "Hello") => {
    equal(await post(gateway.url + path, headers, body), 200);
    return gateway.invocations.at(-1)!.event as unknown as Record<string, unknown>;
  };
  /** What differs from request to request. */
  const vary = (event: Record<string, unknown>) => {
    const { requestId } = event.requestContext as { requestId: string };
    const trace = (event.headers as Record<string, string>)[
      event.version === "2.0" ? "x-amzn-trace-id" : "X-Amzn-Trace-Id"
    ]!;
    return { requestId, trace, host: new URL(gateway.url).host };
  };

  it("has every field of payload format 2.0, in the order of AWS's example", async () => {
    await start("2.0", "live", { stageVariable1: "value1" });
    const event = await eventOf(`/live/my/p%C3%A4th?${QUERY}`);
    const { requestId, trace, host } = vary(event);
    const expected = {
      version: "2.0",
      routeKey: ROUTE,
      rawPath: "/live/my/päth",
      rawQueryString: QUERY,
      cookies: ["cookie1=a", "cookie2=b"],
      headers: {
        "content-length": "5",
        "content-type": "text/plain",
        header1: "value1",
        header2: "value1,value2",
        host,
        "user-agent": "agent",
        "x-amzn-trace-id": trace,
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
      },
      queryStringParameters: { parameter1: "value1,value2", parameter2: "a b" },
      requestContext: {
        accountId: "123456789012",
        apiId: API_ID,
        domainName: host,
        domainPrefix: API_ID,
        http: {
          method: "POST",
          path: "/live/my/päth",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "agent",
        },
        requestId,
        routeKey: ROUTE,
        stage: "live",
        time: "25/Sep/2026:00:00:00 +0000",
        timeEpoch: Date.parse("2026-09-25T00:00:00.000Z"),
      },
      body: "Hello",
      pathParameters: { name: "päth" },
      isBase64Encoded: false,
      stageVariables: { stageVariable1: "value1" },
    };
    equal(JSON.stringify(event, null, 1), JSON.stringify(expected, null, 1));
  });

  it("leaves out in format 2.0 what a request does not have", async () => {
    await start("2.0");
    const event = await eventOf("/my/x", ["User-Agent", "agent"], "");
    deepEqual(Object.keys(event), [
      ...["version", "routeKey", "rawPath", "rawQueryString", "headers", "requestContext"],
      ...["pathParameters", "isBase64Encoded"],
    ]);
    equal(event.rawPath, "/my/x");
  });

  it("has every field of payload format 1.0", async () => {
    await start("1.0");
    const event = await eventOf(`/my/path?${QUERY}`);
    const { requestId, trace, host } = vary(event);
    deepEqual(event, {
      version: "1.0",
      resource: "/my/{name}",
      path: "/my/path",
      httpMethod: "POST",
      headers: {
        "Content-Length": "5",
        Host: host,
        "User-Agent": "agent",
        "X-Amzn-Trace-Id": trace,
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
        "content-type": "text/plain",
        cookie: "cookie1=a; cookie2=b",
        header1: "value1",
        header2: "value2",
      },
      multiValueHeaders: {
        "Content-Length": ["5"],
        Host: [host],
        "User-Agent": ["agent"],
        "X-Amzn-Trace-Id": [trace],
        "X-Forwarded-For": ["127.0.0.1"],
        "X-Forwarded-Port": ["443"],
        "X-Forwarded-Proto": ["https"],
        "content-type": ["text/plain"],
        cookie: ["cookie1=a; cookie2=b"],
        header1: ["value1"],
        header2: ["value1", "value2"],
      },
      queryStringParameters: { parameter1: "value2", parameter2: "a b" },
      multiValueQueryStringParameters: { parameter1: ["value1", "value2"], parameter2: ["a b"] },
      requestContext: {
        accountId: "123456789012",
        apiId: API_ID,
        authorizer: { claims: null, scopes: null },
        domainName: host,
        domainPrefix: API_ID,
        extendedRequestId: requestId,
        httpMethod: "POST",
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAmr: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: "127.0.0.1",
          user: null,
          userAgent: "agent",
          userArn: null,
        },
        path: "/my/path",
        protocol: "HTTP/1.1",
        requestId,
        requestTime: "25/Sep/2026:00:00:00 +0000",
        requestTimeEpoch: Date.parse("2026-09-25T00:00:00.000Z"),
        resourceId: ROUTE,
        resourcePath: "/my/{name}",
        stage: "$default",
      },
      pathParameters: { name: "path" },
      stageVariables: null,
      body: "Hello",
      isBase64Encoded: false,
    });
  });

  for (const [type, isBase64Encoded] of [
    ["application/json", false],
    ["application/json; charset=utf-8", false],
    ["text/html", false],
    ["application/xml", false],
    ["application/javascript", false],
    ["application/x-www-form-urlencoded", true],
    ["multipart/form-data; boundary=x", true],
    ["application/octet-stream", true],
    ["image/png", true],
  ] as const) {
    it(`has a body of ${type} ${isBase64Encoded ? "in Base64" : "as text"}`, async () => {
      await start("2.0");
      const event = await eventOf("/my/x", ["Content-Type", type], "é");
      const body = isBase64Encoded ? Buffer.from("é").toString("base64") : "é";
      deepEqual([event.body, event.isBase64Encoded], [body, isBase64Encoded]);
    });
  }

  it("has a body without a type in Base64", async () => {
    await start("2.0");
    const event = await eventOf("/my/x", [], Buffer.from([0xff, 0xfe]));
    deepEqual([event.body, event.isBase64Encoded], ["//4=", true]);
  });
});
