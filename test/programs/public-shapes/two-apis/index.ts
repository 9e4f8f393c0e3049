import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const events = new aws.lambda.Function("events", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      `exports.handler = async ({ requestContext: { apiId, stage } }) => ({ statusCode: 200, body: apiId + " " + stage });`,
    ),
  }),
});

// Both have a stage "live", and the function's permissions name each API.
const apis = ["customers", "staff"].map((name) => {
  const api = new aws.apigatewayv2.Api(name, {
    protocolType: "WEBSOCKET",
    routeSelectionExpression: "$request.body.action",
  });
  const integration = new aws.apigatewayv2.Integration(name, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: events.invokeArn,
  });
  const target = pulumi.interpolate`integrations/${integration.id}`;
  const answers = { routeResponseSelectionExpression: "$default" };
  const route = { apiId: api.id, routeKey: "$default", target, ...answers };
  const { id: routeId } = new aws.apigatewayv2.Route(name, route);
  const response = { apiId: api.id, routeId, routeResponseKey: "$default" };
  new aws.apigatewayv2.RouteResponse(name, response);
  const call = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
  const sourceArn = pulumi.interpolate`${api.executionArn}/*`;
  new aws.lambda.Permission(name, { ...call, function: events.name, sourceArn });
  new aws.apigatewayv2.Stage(name, { apiId: api.id, name: "live", autoDeploy: true });
  return api.id;
});

export const apiIds = pulumi.all(apis);
