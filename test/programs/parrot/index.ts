import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "pulumi-callback";

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const echo = new Callback("echo", {
  callbackFactory: () => async (event: { body?: string }) => ({
    statusCode: 200,
    body: `You said ${event.body}`,
  }),
  allow: [],
  memorySize: 128,
  timeout: 3,
  logRetentionDays: 7,
});
const integration = new apigatewayv2.Integration("echo", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: echo.function.invokeArn,
});
const route = new apigatewayv2.Route("default", {
  apiId: api.id,
  routeKey: "$default",
  target: pulumi.interpolate`integrations/${integration.id}`,
  routeResponseSelectionExpression: "$default",
});
new apigatewayv2.RouteResponse("default", {
  apiId: api.id,
  routeId: route.id,
  routeResponseKey: "$default",
});
new apigatewayv2.Stage("live", { apiId: api.id, name: "live", autoDeploy: true });
new lambda.Permission("echo", {
  action: "lambda:InvokeFunction",
  function: echo.function.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});
export const account = getCallerIdentityOutput().accountId;
