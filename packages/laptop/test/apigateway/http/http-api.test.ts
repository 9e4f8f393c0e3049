import { deepEqual, equal, match } from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import {
  API_ID,
  HTTP_ARN,
  httpApiOf,
  httpRouteOf,
  startHttpGateway,
  type TestHttpGateway,
} from "../../support/gateway/http-gateway";
import { stageOf } from "../../support/models";

describe("An HTTP API", () => {
  let gateway: TestHttpGateway;
  afterEach(() => gateway?.close());
  const start = async (...args: Parameters<typeof startHttpGateway>) => {
    gateway = await startHttpGateway(...args);
  };
  const answerTo = async (path: string, init?: RequestInit) => {
    const response = await fetch(gateway.url + path, init);
    return { status: response.status, body: await response.text() };
  };

  /** The bytes of an answer, with the request ID and the date replaced. */
  const rawAnswer = async (lines: string[]) => {
    const { hostname, port, host } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.end([lines[0]!, `Host: ${host}`, ...lines.slice(1), "", ""].join("\r\n"));
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    await once(socket, "close");
    return text
      .replace(/^Date: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r$/m, "Date: DATE\r")
      .replace(/^Apigw-Requestid: [\w-]{15}=\r$/m, "Apigw-Requestid: ID\r")
      .split("\r\n");
  };

  it("answers with what the function returns, and with API Gateway's headers", async () => {
    await start(httpApiOf([httpRouteOf("GET /orders/{id}")]));
    gateway.handle = () => ({
      statusCode: 201,
      headers: { "Content-Type": "text/html", "X-Own": "1", Connection: "upgrade", Date: "never" },
      cookies: ["a=1", "b=2"],
      body: "<p>é",
    });
    deepEqual(await rawAnswer([`GET /${API_ID}/orders/1 HTTP/1.1`, "Connection: close"]), [
      "HTTP/1.1 201 Created",
      "Date: DATE",
      "Content-Type: text/html",
      "Content-Length: 5",
      "Connection: close",
      "x-own: 1",
      "set-cookie: a=1",
      "set-cookie: b=2",
      "Apigw-Requestid: ID",
      "",
      Buffer.from("<p>é").toString("latin1"),
    ]);
  });

  it("answers a path without a route with status 404", async () => {
    await start(httpApiOf([httpRouteOf("GET /orders")]));
    deepEqual(await rawAnswer([`GET /${API_ID}/other HTTP/1.1`, "Connection: close"]), [
      "HTTP/1.1 404 Not Found",
      "Date: DATE",
      "Content-Type: application/json",
      "Content-Length: 23",
      "Connection: close",
      "Apigw-Requestid: ID",
      "",
      '{"message":"Not Found"}',
    ]);
    equal(gateway.invocations.length, 0);
  });

  it("answers HEAD without a body", async () => {
    await start(httpApiOf([httpRouteOf("ANY /orders")]));
    const lines = await rawAnswer([`HEAD /${API_ID}/orders HTTP/1.1`, "Connection: close"]);
    deepEqual([lines[3], lines.at(-1)], ["Content-Length: 2", ""]);
  });

  for (const [what, handle, status, message] of [
    ["fails", () => Promise.reject(new Error("no")), 500, "Internal Server Error"],
    ["returns no response", () => ({ statusCode: "?" }), 500, "Internal Server Error"],
  ] as const) {
    it(`answers with status ${status} if the function ${what}`, async () => {
      await start(httpApiOf([httpRouteOf("GET /orders")]));
      gateway.handle = handle;
      deepEqual(await answerTo("/orders"), { status, body: JSON.stringify({ message }) });
    });
  }

  it("answers with status 503 when the integration's timeout passes", async () => {
    await start(httpApiOf([httpRouteOf("GET /orders")]));
    gateway.handle = () => {
      setImmediate(() => gateway.clock.advance(30_000));
      return new Promise(() => {});
    };
    deepEqual(await answerTo("/orders"), {
      status: 503,
      body: '{"message":"Service Unavailable"}',
    });
  });

  it("may not call a function without its permission, which names the route", async () => {
    const asked: string[] = [];
    const mayInvoke = (_called: object, arn: string) => asked.push(arn) < 0;
    const routes = ["GET /orders/{id}", "ANY /any", "$default"].map((key) => httpRouteOf(key));
    await start(httpApiOf(routes), { access: { check: () => undefined, mayInvoke } });
    deepEqual(await answerTo("/orders/7"), {
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
    await answerTo("/any", { method: "PUT" });
    await answerTo("/");
    deepEqual(
      asked,
      ["GET/orders/{id}", "PUT/any", "$default"].map((path) => `${HTTP_ARN}/$default/${path}`),
    );
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  for (const bytes of [6 * 1024 * 1024, 10 * 1024 * 1024 + 1]) {
    it(`refuses a body of ${bytes} bytes, which is more than Lambda or API Gateway takes`, async () => {
      await start(httpApiOf([httpRouteOf("POST /orders")]));
      const body = Buffer.alloc(bytes, "x");
      const headers = { "Content-Type": "text/plain" };
      deepEqual(await answerTo("/orders", { method: "POST", body, headers }), {
        status: 413,
        body: '{"message":"Request Entity Too Large"}',
      });
      const half = { method: "POST", body: body.subarray(0, 3 * 1024 * 1024), headers };
      equal((await answerTo("/orders", half)).status, 200);
      equal(gateway.invocations.length, 1);
    });
  }

  it("takes headers of 10,240 bytes, and no more", async () => {
    await start(httpApiOf([httpRouteOf("GET /orders")]));
    equal((await answerTo("/orders", { headers: { a: "x".repeat(9_900) } })).status, 200);
    equal((await answerTo("/orders", { headers: { a: "x".repeat(10_240) } })).status, 431);
  });

  it("refuses so many headers that some are left out", async () => {
    await start(httpApiOf([httpRouteOf("ANY /orders")]));
    const headers = Array<string>(2100).fill("a: 1");
    const lines = [`GET /${API_ID}/orders HTTP/1.1`, "Connection: close", ...headers];
    equal((await rawAnswer(lines))[0], "HTTP/1.1 431 Request Header Fields Too Large");
    equal(gateway.invocations.length, 0);
  });

  it("answers with status 500 where it fails itself, and tells the journal", async () => {
    const routes = [httpRouteOf("GET /orders")];
    const mayInvoke = () => {
      throw new Error("a mistake");
    };
    await start(httpApiOf(routes), { access: { check: () => undefined, mayInvoke } });
    deepEqual(await answerTo("/orders"), {
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
    equal(gateway.all("apigateway.error")[0]!.message, "a mistake");
    equal(gateway.all("apigateway.response").length, 1);
  });

  it("refuses a path that cannot be decoded", async () => {
    await start(httpApiOf([httpRouteOf("$default")]));
    deepEqual(await answerTo("/%E0%A4"), { status: 400, body: '{"message":"Bad Request"}' });
  });

  it("throttles by the stage and by the route", async () => {
    const limit = { rateLimit: 1, burstLimit: 1 };
    const routeThrottles = new Map([["GET /rare", limit]]);
    const throttle = { rateLimit: 100, burstLimit: 2 };
    const stages = [stageOf("$default", { throttle, routeThrottles })];
    await start(httpApiOf([httpRouteOf("GET /rare"), httpRouteOf("GET /often")], { stages }));
    equal((await answerTo("/rare")).status, 200);
    deepEqual(await answerTo("/rare"), { status: 429, body: '{"message":"Too Many Requests"}' });
    deepEqual(
      [await answerTo("/often"), await answerTo("/often"), await answerTo("/often")].map(
        ({ status }) => status,
      ),
      [200, 200, 429],
    );
    gateway.clock.advance(1000);
    equal((await answerTo("/rare")).status, 200);
  });

  it("has no routes in a stage to which nothing is deployed", async () => {
    const stages = [stageOf("$default", { deployed: false })];
    await start(httpApiOf([httpRouteOf("$default")], { stages }));
    equal((await answerTo("/")).status, 404);
  });

  it("answers with status 501 where the run leaves out what would answer", async () => {
    const integration = { id: "1", type: "LEFT_OUT", description: 'a:b:C "d"' } as const;
    await start(httpApiOf([httpRouteOf("GET /orders", { integration })]));
    equal((await answerTo("/orders")).status, 501);
    match(String(gateway.all("apigateway.leftOut")[0]!.message), /a:b:C "d" is left out/);
  });

  it("writes an access log", async () => {
    const format =
      "$context.identity.sourceIp $context.httpMethod $context.path $context.routeKey $context.status $context.responseLength $context.integrationStatus $context.error.message $context.authorizer.error";
    const accessLog = { logGroupArn: "arn:log", format };
    const stages = [stageOf("live", { accessLog })];
    await start(httpApiOf([httpRouteOf("GET /orders/{id}")], { stages }));
    await answerTo("/live/orders/1?secret");
    gateway.handle = () => Promise.reject(new Error("no"));
    await answerTo("/live/orders/2");
    deepEqual(
      gateway.all("apigateway.accessLog").map(({ message }) => message),
      [
        "127.0.0.1 GET /live/orders/1 GET /orders/{id} 200 2 200 - -",
        "127.0.0.1 GET /live/orders/2 GET /orders/{id} 500 35 - Internal Server Error -",
      ],
    );
  });

  it("tells the journal what came, what was called and what was answered", async () => {
    await start(httpApiOf([httpRouteOf("POST /orders")]));
    await answerTo("/orders", { method: "POST", body: "tea" });
    const entries = gateway.entries.map(({ time: _time, service: _service, ...rest }) => rest);
    const [request, invoke, response] = entries;
    const { apigwRequestId } = request!;
    deepEqual(entries.length, 3);
    deepEqual(request, {
      event: "request",
      apigwRequestId,
      apiId: API_ID,
      stage: "$default",
      routeKey: "POST /orders",
      method: "POST",
      path: "/orders",
      sourceIp: "127.0.0.1",
      bytes: 3,
      body: "tea",
    });
    const { requestId } = invoke!;
    const recorded = { apigwRequestId, routeKey: "POST /orders", function: "orders", requestId };
    deepEqual(invoke, { event: "invoke", ...recorded });
    const answered = { apigwRequestId, status: 200, durationMs: 0, bytes: 2, body: "ok" };
    deepEqual(response, { event: "response", ...answered });
  });

  it("tells it the number of bytes of what is no text", async () => {
    await start(httpApiOf([httpRouteOf("POST /orders")]));
    await answerTo("/orders", { method: "POST", body: Buffer.alloc(5000, 0xff) });
    const { bytes, body } = gateway.all("apigateway.request")[0]!;
    deepEqual([bytes, String(body).length], [5000, 1024]);
  });
});
