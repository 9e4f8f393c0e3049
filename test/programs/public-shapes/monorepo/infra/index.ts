import { handler } from "@acme/service";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const service = new aws.lambda.CallbackFunction("service", {
  role,
  runtime: "nodejs22.x",
  callback: (event: { body: string }) => handler(event),
});

const api = new aws.apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const apiId = api.id;
const integration = new aws.apigatewayv2.Integration("service", {
  apiId,
  integrationType: "AWS_PROXY",
  integrationUri: service.invokeArn,
});
const target = pulumi.interpolate`integrations/${integration.id}`;
const answers = { routeResponseSelectionExpression: "$default" };
const route = { apiId, routeKey: "$default", target, ...answers };
const { id: routeId } = new aws.apigatewayv2.Route("default", route);
const response = { apiId, routeId, routeResponseKey: "$default" };
new aws.apigatewayv2.RouteResponse("default", response);
const call = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
const sourceArn = pulumi.interpolate`${api.executionArn}/*`;
new aws.lambda.Permission("gateway", { ...call, function: service.name, sourceArn });
new aws.apigatewayv2.Stage("v1", { apiId, name: "v1", autoDeploy: true });
