import assert from "node:assert/strict";
import { request as send } from "node:http";
import fc from "fast-check";
import {
  httpApiOf,
  httpRouteOf,
  startHttpGateway,
} from "pulumi-laptop/test/support/gateway/http-gateway";
import type { Target } from "../target";

/** A request to an HTTP API, and what the function returns to it. */
interface Call {
  method: string;
  path: string;
  headers: [name: string, value: string][];
  body: string;
  answer: unknown;
}

const segment = fc.oneof(
  fc.constantFrom("orders", "{id}", "", "..", "%2F", "%00", "%zz", "__proto__", "a+b", "é"),
  fc.string({ maxLength: 5 }).map(encodeURIComponent),
);
const text = fc
  .string({ maxLength: 20, unit: "binary-ascii" })
  .map((each) => each.replace(/[^\t -~]/g, ""));
const header = fc.tuple(
  fc.constantFrom(
    ..."authorization content-type cookie origin x-a x-amzn-trace-id x-forwarded-for".split(" "),
    ..."access-control-request-method access-control-request-headers".split(" "),
  ),
  fc.oneof(text, fc.constantFrom("text/plain", "a=1; b", "Bearer a.b.c", "https://a.example")),
);
const name = fc.oneof(
  fc.constantFrom("statusCode", "headers", "multiValueHeaders", "cookies", "body"),
  fc.constantFrom("isBase64Encoded", "set-cookie", "content-length", "__proto__"),
);
const answer = fc.oneof(
  fc.dictionary(name, fc.oneof(fc.integer(), fc.jsonValue({ maxDepth: 2 }), text)),
  fc.jsonValue({ maxDepth: 2 }),
);

const call: fc.Arbitrary<Call> = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "REPORT"),
  path: fc
    .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom("", "?a=1&a=%zz&__proto__=1", "?"))
    .map(([segments, query]) => `/${segments.join("/")}${query}`),
  headers: fc.array(header, { maxLength: 4 }),
  body: fc.string({ maxLength: 50 }),
  answer,
});

/** Requests to an HTTP API, and what functions return: each is answered, and only by what HTTP has. */
export const httpApi: Target<Call> = {
  input: call,
  async start() {
    const issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a";
    const identitySources = ["$request.header.Authorization"];
    const authorizer = { id: "1", identitySources, issuer, audiences: ["a"] };
    const routes = [
      ...["GET /orders/{id}", "ANY /{proxy+}", "$default"].map((key) => httpRouteOf(key)),
      httpRouteOf("POST /orders", { authorization: { type: "JWT", authorizer, scopes: ["a"] } }),
    ];
    const cors = {
      allowCredentials: true,
      allowHeaders: ["*"],
      allowMethods: ["*"],
      allowOrigins: ["https://*"],
      exposeHeaders: [],
      maxAgeSeconds: 1,
    };
    const gateway = await startHttpGateway(httpApiOf(routes, { cors }));
    const { hostname, port, pathname } = new URL(gateway.url);
    return {
      async attempt({ method, path, headers, body, answer: returned }) {
        gateway.handle = () => returned;
        const status = await new Promise<number>((resolve, reject) => {
          const flat = headers.flat();
          const request = send(
            {
              hostname,
              port,
              method,
              path: pathname + path,
              headers: ["Host", hostname + ":" + port, ...flat],
              agent: false,
            },
            (response) => response.resume().on("end", () => resolve(response.statusCode!)),
          );
          request.on("error", reject);
          request.end(method === "GET" || method === "HEAD" ? undefined : body);
        });
        assert.ok(status >= 200 && status < 600, `It answered ${status}.`);
        assert.equal(
          gateway.all("apigateway.response").length,
          gateway.all("apigateway.request").length,
        );
        gateway.entries.length = 0;
      },
      close: () => gateway.close(),
    };
  },
};
