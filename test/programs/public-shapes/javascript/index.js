"use strict";
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

module.exports = async () => {
  const config = new pulumi.Config();
  const service = { Service: "lambda.amazonaws.com" };
  const assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal(service);
  const role = new aws.iam.Role("role", { assumeRolePolicy });
  const greeting = config.get("greeting") ?? "hello";
  const greet = new aws.lambda.CallbackFunction("greet", {
    role,
    runtime: "nodejs22.x",
    callback: async ({ body }) => ({ statusCode: 200, body: `${greeting}, ${body}` }),
  });
  const api = new aws.apigatewayv2.Api("api", {
    protocolType: "WEBSOCKET",
    routeSelectionExpression: "$request.body.action",
  });
  const integration = new aws.apigatewayv2.Integration("greet", {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: greet.invokeArn,
  });
  const route = new aws.apigatewayv2.Route("default", {
    apiId: api.id,
    routeKey: "$default",
    target: integration.id.apply((id) => "integrations/" + id),
    routeResponseSelectionExpression: "$default",
  });
  new aws.apigatewayv2.RouteResponse("default", {
    apiId: api.id,
    routeId: route.id,
    routeResponseKey: "$default",
  });
  new aws.lambda.Permission("gateway", {
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    function: greet.name,
    sourceArn: pulumi.interpolate`${api.executionArn}/*`,
  });
  const stage = new aws.apigatewayv2.Stage("v1", { apiId: api.id, name: "v1", autoDeploy: true });
  return { url: stage.invokeUrl };
};
