import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});

const greet = new lambda.Function("greet", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(`
      exports.handler = async ({ stageVariables, requestContext: { stage } }) => ({
        statusCode: 200,
        body: stageVariables.greeting + " from " + stage,
      });`),
  }),
});

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: greet.invokeArn,
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
  function: greet.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});

// The same routes and the same function; what differs are the variables that come with every event.
const greetings = { blue: "Hello", green: "Moin" };
export const urls = Object.entries(greetings).map(
  ([name, greeting]) =>
    new apigatewayv2.Stage(name, {
      apiId: api.id,
      name,
      autoDeploy: true,
      stageVariables: { greeting },
    }).invokeUrl,
);
