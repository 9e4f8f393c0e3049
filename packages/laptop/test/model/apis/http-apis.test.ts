import { deepEqual, equal, throws } from "node:assert/strict";
import { buildModel } from "../../../src/model/build";
import type { HttpApi } from "../../../src/model/model";
import { Without } from "../../../src/model/support/without";
import type { Properties } from "../../../src/program/resource";
import { UserError, type ErrorCode } from "../../../src/shared/errors";
import { assertProperties } from "../../support/program/assert-properties";
import { CODE, Declared, SURROUNDINGS } from "../../support/program/declared";
import { notEmulated } from "../../support/program/not-emulated";

type Parts = Partial<
  Record<"api" | "stage" | "integration" | "route" | "authorizer" | "second", Properties>
>;
const ROUTE = `aws:apigatewayv2/route:Route "list"`;
const INTEGRATION = `aws:apigatewayv2/integration:Integration "to-own"`;
const AUTHORIZER = `aws:apigatewayv2/authorizer:Authorizer "guard"`;
const API = `aws:apigatewayv2/api:Api "shop"`;
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:own-name";

/** A program with an HTTP API of one route. */
function declared(parts: Parts): Declared {
  const program = new Declared();
  const own = program.add("aws:lambda/function:Function", "own", {
    name: "own-name",
    role: "arn:aws:iam::123456789012:role/own",
    handler: "index.handler",
    runtime: "nodejs24.x",
    code: CODE,
  });
  const api = program.add("aws:apigatewayv2/api:Api", "shop", {
    protocolType: "HTTP",
    ...parts.api,
  });
  const apiId = api.id;
  if (parts.stage)
    program.add("aws:apigatewayv2/stage:Stage", "stage", {
      apiId,
      autoDeploy: true,
      ...parts.stage,
    });
  const integration = program.add("aws:apigatewayv2/integration:Integration", "to-own", {
    apiId,
    integrationType: "AWS_PROXY",
    integrationUri: own.outputs.invokeArn,
    payloadFormatVersion: "2.0",
    ...parts.integration,
  });
  const authorizer =
    parts.authorizer &&
    program.add("aws:apigatewayv2/authorizer:Authorizer", "guard", {
      apiId,
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: "https://issuer.example", audiences: ["web"] },
      ...parts.authorizer,
    });
  const target = `integrations/${integration.id}`;
  const guarded = authorizer && { authorizationType: "JWT", authorizerId: authorizer.id };
  const route = { apiId, routeKey: "GET /orders", target, ...guarded, ...parts.route };
  program.add("aws:apigatewayv2/route:Route", "list", route);
  if (parts.second)
    program.add("aws:apigatewayv2/route:Route", "second", { apiId, target, ...parts.second });
  return program;
}

function apiOf(parts: Parts = {}): HttpApi {
  const { apis, httpApis } = buildModel(declared(parts).evaluation, SURROUNDINGS);
  deepEqual(apis, []);
  return httpApis[0]!;
}

function refuses(parts: Parts, code: ErrorCode, message: string): void {
  throws(() => apiOf(parts), new UserError(code, message));
}

describe("The model of an HTTP API", () => {
  it("holds its stages, with addresses on this machine", () => {
    const { id, stages } = apiOf({ stage: { name: "live" } });
    deepEqual(
      stages.map(({ name, url, deployed }) => ({ name, url, deployed })),
      [{ name: "live", url: "http://127.0.0.1:4000/live", deployed: true }],
    );
    const other = apiOf({ stage: { name: "$default" } });
    equal(other.stages[0]!.url, `http://127.0.0.1:4000/${id}/`);
  });

  it("holds its routes with their integrations", () => {
    deepEqual(
      apiOf().routes.map(({ integration: { id: _id, ...rest }, ...route }) => ({ ...route, rest })),
      [
        {
          routeKey: "GET /orders",
          matches: { method: "GET", segments: ["orders"] },
          authorization: { type: "NONE" },
          rest: { type: "AWS_PROXY", functionName: "own-name", timeoutMs: 30_000, format: "2.0" },
        },
      ],
    );
  });

  it("takes the ARN of a function in place of the URI that invokes it, and format 1.0 by default", () => {
    const integration = { integrationUri: FUNCTION_ARN, payloadFormatVersion: undefined };
    const [route] = apiOf({ integration }).routes;
    assertProperties(route!.integration, { functionName: "own-name", format: "1.0" });
  });

  it("holds what quick create makes of a target", () => {
    const api = apiOf({ api: { target: FUNCTION_ARN } });
    deepEqual(
      api.routes.map(({ routeKey }) => routeKey),
      ["GET /orders", "$default"],
    );
    assertProperties(api.routes[1]!.integration, { functionName: "own-name", format: "2.0" });
    const { name, url, deployed } = api.stages[0]!;
    deepEqual([name, url, deployed], ["$default", `http://127.0.0.1:4000/${api.id}/`, true]);
    const named = apiOf({ api: { target: FUNCTION_ARN, routeKey: "POST /x" } });
    equal(named.routes[1]!.routeKey, "POST /x");
  });

  it("holds its configuration of CORS", () => {
    const corsConfiguration = { allowOrigins: ["*"], allowMethods: ["GET"], maxAge: 60 };
    deepEqual(apiOf({ api: { corsConfiguration } }).cors, {
      allowCredentials: false,
      allowHeaders: [],
      allowMethods: ["GET"],
      allowOrigins: ["*"],
      exposeHeaders: [],
      maxAgeSeconds: 60,
    });
    equal(apiOf().cors, undefined);
  });

  it("holds a JWT authorizer with the route's scopes", () => {
    const [route] = apiOf({ authorizer: {}, route: { authorizationScopes: ["read"] } }).routes;
    const { type, ...rest } = route!.authorization as { type: "JWT"; authorizer: object };
    assertProperties(rest.authorizer, {
      identitySources: ["$request.header.Authorization"],
      issuer: "https://issuer.example",
      audiences: ["web"],
    });
    deepEqual([type, (rest as { scopes?: string[] }).scopes], ["JWT", ["read"]]);
  });

  it("holds a Lambda authorizer, whose answers are used again for five minutes", () => {
    const authorizer = {
      authorizerType: "REQUEST",
      authorizerUri: FUNCTION_ARN,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
    };
    const custom = (parts: Properties = {}) => {
      const route = { authorizationType: "CUSTOM" };
      const api = apiOf({ authorizer: { ...authorizer, ...parts }, route });
      return (api.routes[0]!.authorization as { authorizer: object }).authorizer;
    };
    assertProperties(custom(), {
      functionName: "own-name",
      format: "2.0",
      hasSimpleResponses: true,
      ttlSeconds: 300,
    });
    assertProperties(custom({ authorizerResultTtlInSeconds: 0 }), { ttlSeconds: 0 });
    assertProperties(custom({ identitySources: undefined }), { ttlSeconds: 0 });
  });

  it("has the routes refuse that need what is left out", () => {
    const program = declared({ authorizer: {} });
    const model = (asked: string[]) => {
      const { evaluation } = program;
      return buildModel(evaluation, SURROUNDINGS, {}, new Without(asked, evaluation.resources));
    };
    for (const [name, description] of [
      ["guard", AUTHORIZER],
      ["to-own", INTEGRATION],
      ["own", 'aws:lambda/function:Function "own"'],
      ["list", ROUTE],
    ] as const) {
      const [route] = model([name]).httpApis[0]!.routes;
      assertProperties(route!.integration, { type: "LEFT_OUT", description });
    }
    deepEqual(model(["shop"]).httpApis, []);
  });

  for (const routeKey of [
    "orders",
    "get /orders",
    "GET orders",
    "GET /{a+}/b",
    "GET /a{b}",
    "GET /{}",
  ]) {
    it(`refuses the route key "${routeKey}"`, () => {
      refuses(
        { route: { routeKey } },
        "MODEL",
        `${ROUTE} has the route key "${routeKey}". Write "$default", or a method and a path such as "GET /orders/{id}" and "ANY /{proxy+}".`,
      );
    });
  }

  it("refuses two routes for the same requests", () => {
    refuses(
      { route: { routeKey: "GET /o/{id}" }, second: { routeKey: "GET /o/{other}" } },
      "MODEL",
      `${API} has the routes "GET /o/{id}" and "GET /o/{other}" for the same requests. Remove one.`,
    );
  });

  it("refuses a route without an integration", () => {
    refuses(
      { route: { target: undefined } },
      "MODEL",
      `Route "GET /orders" has no integration. Set target on ${ROUTE}, or remove the route.`,
    );
  });

  it("refuses what is not emulated, by name", () => {
    const not = (parts: Parts, what: string) =>
      refuses(parts, "NOT_EMULATED", notEmulated(what).message);
    not(
      { integration: { integrationType: "HTTP_PROXY" } },
      `${INTEGRATION} has integrationType "HTTP_PROXY". AWS_PROXY with a function is emulated for HTTP APIs.`,
    );
    not(
      { integration: { integrationSubtype: "SQS-SendMessage" } },
      `${INTEGRATION} sets integrationSubtype, which is not emulated.`,
    );
    not(
      { route: { authorizationType: "AWS_IAM" } },
      `${ROUTE} has authorizationType "AWS_IAM", which is not emulated for HTTP APIs.`,
    );
    not(
      { api: { target: "https://example.com" } },
      `${API} has the target "https://example.com", a request over HTTP, which is not emulated.`,
    );
  });

  it("refuses what AWS refuses", () => {
    refuses(
      { integration: { timeoutMilliseconds: 30_001 } },
      "MODEL",
      `${INTEGRATION} has timeoutMilliseconds 30001. Choose 50 to 30000.`,
    );
    refuses(
      { integration: { payloadFormatVersion: "3.0" } },
      "MODEL",
      `${INTEGRATION} has payloadFormatVersion "3.0". Choose "1.0" or "2.0".`,
    );
    refuses(
      { api: { corsConfiguration: { allowOrigins: ["*"], allowCredentials: true } } },
      "MODEL",
      `${API} allows credentials from every origin, which AWS refuses: allow-credentials is not supported if 'allow-origin' is *. Name the origins in allowOrigins.`,
    );
    refuses(
      { authorizer: { identitySources: ["route.request.header.Auth"] } },
      "MODEL",
      `${AUTHORIZER} has the identity source "route.request.header.Auth". HTTP APIs take the form "$request.header.Authorization".`,
    );
    refuses(
      { authorizer: { jwtConfiguration: undefined } },
      "MODEL",
      `${AUTHORIZER} has no issuer. Set jwtConfiguration.issuer to the URL of what signs the tokens.`,
    );
    refuses(
      { authorizer: {}, route: { authorizationType: "CUSTOM" } },
      "MODEL",
      `${ROUTE} has authorizationType "CUSTOM" and a JWT authorizer. Set authorizationType to "JWT".`,
    );
    refuses(
      { route: { authorizationType: "JWT", authorizerId: "none" } },
      "MODEL",
      `${ROUTE} has no authorizer. Set authorizerId to the ID of an authorizer of the same API.`,
    );
    const simple = { authorizerType: "REQUEST", enableSimpleResponses: true };
    refuses(
      { authorizer: { ...simple, authorizerUri: FUNCTION_ARN } },
      "MODEL",
      `${AUTHORIZER} has enableSimpleResponses, which needs authorizerPayloadFormatVersion "2.0".`,
    );
  });
});
