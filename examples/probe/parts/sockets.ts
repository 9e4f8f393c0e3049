import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

/** API Gateway gives up after this time, before the function `answer` has waited. */
export const TIMEOUT_MS = 2000;

/** A WebSocket API whose messages choose a route by `action`. */
export function socketApi(name: string, options: { isClosed?: boolean } = {}): apigatewayv2.Api {
  return new apigatewayv2.Api(name, {
    protocolType: "WEBSOCKET",
    routeSelectionExpression: "$request.body.action",
    disableExecuteApiEndpoint: options.isClosed ?? false,
  });
}

/** Routes that answer by themselves. @returns their integration. */
export function mockRoutes(
  name: string,
  api: apigatewayv2.Api,
  routeKeys: string[],
): apigatewayv2.Integration {
  const integration = new apigatewayv2.Integration(name, {
    apiId: api.id,
    integrationType: "MOCK",
    requestTemplates: { "200": '{"statusCode": 200}' },
    templateSelectionExpression: "200",
  });
  new apigatewayv2.IntegrationResponse(name, {
    apiId: api.id,
    integrationId: integration.id,
    integrationResponseKey: "/200/",
    responseTemplates: { "200": '{"mock":true}' },
  });
  routesTo(name, api, integration, routeKeys);
  return integration;
}

/** Routes that a function answers. */
export function functionRoutes(
  name: string,
  api: apigatewayv2.Api,
  called: lambda.Function,
  routeKeys: string[],
): void {
  const integration = new apigatewayv2.Integration(name, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: called.invokeArn,
    timeoutMilliseconds: TIMEOUT_MS,
  });
  routesTo(name, api, integration, routeKeys);
  mayInvoke(name, called, pulumi.interpolate`${api.executionArn}/*`);
}

/** Lets API Gateway invoke a function. */
export function mayInvoke(
  name: string,
  called: lambda.Function,
  sourceArn: pulumi.Input<string>,
): void {
  new lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: called.name,
    principal: "apigateway.amazonaws.com",
    sourceArn,
  });
}

/** All but those of handshakes, and `quiet`, have a route response. */
function routesTo(
  name: string,
  api: apigatewayv2.Api,
  integration: apigatewayv2.Integration,
  routeKeys: string[],
): void {
  for (const routeKey of routeKeys) {
    const isAnswered =
      routeKey !== "$connect" && routeKey !== "$disconnect" && routeKey !== "quiet";
    const route = new apigatewayv2.Route(`${name}-${routeKey.replace("$", "")}`, {
      apiId: api.id,
      routeKey,
      target: pulumi.interpolate`integrations/${integration.id}`,
      ...(isAnswered && { routeResponseSelectionExpression: "$default" }),
    });
    if (isAnswered)
      new apigatewayv2.RouteResponse(`${name}-${routeKey.replace("$", "")}`, {
        apiId: api.id,
        routeId: route.id,
        routeResponseKey: "$default",
      });
  }
}
