import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal(aws.iam.Principals.LambdaPrincipal),
});
new aws.iam.RolePolicyAttachment("logs", {
  role: role,
  policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
});

// The factory runs once for each execution environment, the function that it makes for each message.
const counter = new aws.lambda.CallbackFunction("counter", {
  role: role,
  runtime: aws.lambda.Runtime.NodeJS22dX,
  callbackFactory: () => {
    let messages = 0;
    return async (event: { body: string }) => ({
      statusCode: 200,
      body: `${++messages}: ${event.body}`,
    });
  },
});

const api = new aws.apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const integration = new aws.apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: counter.invokeArn,
});
const route = new aws.apigatewayv2.Route("default", {
  apiId: api.id,
  routeKey: "$default",
  target: pulumi.interpolate`integrations/${integration.id}`,
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
  function: counter,
  sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
});
new aws.apigatewayv2.Stage("v1", { apiId: api.id, name: "v1", autoDeploy: true });
