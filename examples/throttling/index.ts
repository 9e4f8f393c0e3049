import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});

const echo = new lambda.Function("echo", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(`
      exports.handler = async ({ body }) => ({ statusCode: 200, body });`),
  }),
});

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: echo.invokeArn,
});
const target = pulumi.interpolate`integrations/${integration.id}`;

// What the function returns is sent to the connection: a route response.
const route = new apigatewayv2.Route("default", {
  apiId: api.id,
  routeKey: "$default",
  target,
  routeResponseSelectionExpression: "$default",
});
new apigatewayv2.RouteResponse("answer", {
  apiId: api.id,
  routeId: route.id,
  routeResponseKey: "$default",
});

new lambda.Permission("permission", {
  action: "lambda:InvokeFunction",
  function: echo.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});

// Two messages at once, then one a second. A throttled message is answered by API Gateway itself.
const stage = new apigatewayv2.Stage("stage", {
  apiId: api.id,
  name: "dev",
  autoDeploy: true,
  defaultRouteSettings: { throttlingBurstLimit: 5, throttlingRateLimit: 5 },
  routeSettings: [{ routeKey: "$default", throttlingBurstLimit: 2, throttlingRateLimit: 1 }],
});

export const url = stage.invokeUrl;
