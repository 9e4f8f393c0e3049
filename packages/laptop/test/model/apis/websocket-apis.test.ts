import { deepEqual, equal, throws } from "node:assert/strict";
import { UserError, type ErrorCode } from "../../../src/shared/errors";
import { buildModel } from "../../../src/model/build";
import type { WebSocketApi } from "../../../src/model/model";
import type { Properties } from "../../../src/program/resource";
import { assertProperties } from "../../support/program/assert-properties";
import { CODE, Declared, SURROUNDINGS } from "../../support/program/declared";
import { notEmulated } from "../../support/program/not-emulated";

describe("The model of a WebSocket API", () => {
  it("holds its stages, and its routes with their integrations", () => {
    const api = apiOf({
      api: { name: "shop-api" },
      stage: { name: "dev", stageVariables: { COLOUR: "red" } },
    });
    equal(api.name, "shop-api");
    equal(api.routeSelectionExpression, "$request.body.action");
    deepEqual(
      api.stages.map(({ name, variables }) => ({ name, variables })),
      [{ name: "dev", variables: { COLOUR: "red" } }],
    );
    deepEqual([...api.routes.keys()], ["send"]);
    assertProperties(api.routes.get("send")?.integration, {
      functionName: "own-name",
      timeoutMs: 29_000,
    });
  });

  it("holds the integration's own timeout", () => {
    const { routes } = apiOf({ integration: { timeoutMilliseconds: 500 } });
    assertProperties(routes.get("send")?.integration, { timeoutMs: 500 });
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
  it("finds the function that a stage variable names, in each stage", () => {
    const integrationUri =
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.fn}/invocations";
    const { routes } = apiOf({
      integration: { integrationUri },
      stage: { name: "dev", stageVariables: { fn: "own-name" } },
    });
    assertProperties(routes.get("send")?.integration, {
      functionName: "own-name",
      byStage: { dev: { functionName: "own-name" } },
    });
    refuses(
      { integration: { integrationUri }, stage: { name: "dev" } },
      "MODEL",
      `Stage "dev" has no variable "fn", which integrationUri of aws:apigatewayv2/integration:Integration "to-own" names. Set stageVariables on the stage.`,
    );
  });

  it("refuses an API of another protocol", () => {
    refuses(
      { api: { protocolType: "MQTT" } },
      "NOT_EMULATED",
      `aws:apigatewayv2/api:Api "shop" has protocolType "MQTT". WEBSOCKET and HTTP are emulated.`,
    );
  });

  it("refuses a route without a target", () => {
    refuses(
      { route: { target: undefined } },
      "MODEL",
      `Route "send" has no integration. Set target on aws:apigatewayv2/route:Route "send", or remove the route.`,
    );
  });

  it("refuses a route to the integration of another API", () => {
    refuses(
      { integration: { apiId: "another" } },
      "MODEL",
      `Route "send" has no integration. Set target on aws:apigatewayv2/route:Route "send", or remove the route.`,
    );
  });

  it("refuses an integration with a function that the program does not declare", () => {
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:foreign/invocations`;
    refuses(
      { integration: { integrationUri: uri } },
      "MODEL",
      `aws:apigatewayv2/integration:Integration "to-own" calls "${uri}", which is not a function of this program. Set integrationUri to the function's invokeArn.`,
    );
  });

  it("refuses an integration with the function's ARN, which API Gateway does not take", () => {
    const uri = "arn:aws:lambda:us-east-1:123456789012:function:own-name";
    refuses(
      { integration: { integrationUri: uri } },
      "MODEL",
      `aws:apigatewayv2/integration:Integration "to-own" calls "${uri}", which is not a function of this program. Set integrationUri to the function's invokeArn.`,
    );
  });

  it("refuses an integration that is no Lambda proxy", () => {
    refuses(
      { integration: { integrationType: "HTTP_PROXY" } },
      "NOT_EMULATED",
      `aws:apigatewayv2/integration:Integration "to-own" has integrationType "HTTP_PROXY". AWS_PROXY and MOCK are emulated.`,
    );
  });

  it("refuses an authorizer on a route other than $connect, as AWS does", () => {
    refuses(
      { route: { authorizationType: "CUSTOM", authorizerId: "abc" } },
      "MODEL",
      `aws:apigatewayv2/route:Route "send" has authorizationType "CUSTOM". Only the route "$connect" can be authorized.`,
    );
  });

  it("refuses an authorizer that the API does not have", () => {
    refuses(
      { route: { routeKey: "$connect", authorizationType: "CUSTOM", authorizerId: "abc" } },
      "MODEL",
      `aws:apigatewayv2/route:Route "send" has no authorizer. Set authorizerId to the ID of an authorizer of the same API.`,
    );
  });

  it("refuses an authorization that WebSocket APIs do not know", () => {
    refuses(
      { route: { routeKey: "$connect", authorizationType: "OTHER" } },
      "NOT_EMULATED",
      `aws:apigatewayv2/route:Route "send" has authorizationType "OTHER", which is not emulated.`,
    );
    refuses(
      { route: { routeKey: "$connect", authorizationType: "JWT" } },
      "MODEL",
      `aws:apigatewayv2/route:Route "send" has authorizationType "JWT", and AWS has no JWT authorizer for WebSocket APIs. Set it to "CUSTOM", with a REQUEST authorizer whose function verifies the token.`,
    );
  });

  it("takes a route that says it has no authorizer", () => {
    deepEqual([...apiOf({ route: { authorizationType: "NONE" } }).routes.keys()], ["send"]);
  });
});

/** What differs from an API that is right. */
interface Differences {
  api?: Properties;
  stage?: Properties;
  integration?: Properties;
  route?: Properties;
}

function apiOf(differences: Differences): WebSocketApi {
  const declared = new Declared();
  const own = declared.add("aws:lambda/function:Function", "own", {
    name: "own-name",
    code: CODE,
    runtime: "nodejs24.x",
    handler: "index.handler",
  });
  const { id: apiId } = declared.add("aws:apigatewayv2/api:Api", "shop", {
    protocolType: "WEBSOCKET",
    routeSelectionExpression: "$request.body.action",
    ...differences.api,
  });
  declared.add("aws:apigatewayv2/stage:Stage", "stage", { apiId, ...differences.stage });
  const integration = declared.add("aws:apigatewayv2/integration:Integration", "to-own", {
    apiId,
    integrationType: "AWS_PROXY",
    integrationUri: own.outputs.invokeArn,
    ...differences.integration,
  });
  const target = `integrations/${integration.id}`;
  const route = { apiId, routeKey: "send", target, ...differences.route };
  declared.add("aws:apigatewayv2/route:Route", "send", route);
  return buildModel(declared.evaluation, SURROUNDINGS).apis[0]!;
}

function refuses(differences: Differences, code: ErrorCode, message: string): void {
  const error = code === "NOT_EMULATED" ? notEmulated(message) : new UserError(code, message);
  throws(() => apiOf(differences), error);
}
