import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const code = new pulumi.asset.AssetArchive({
  "index.js": new pulumi.asset.StringAsset(
    `exports.handler = async (_, { invokedFunctionArn }) => ({
      statusCode: 200,
      body: process.env.AWS_REGION + " " + invokedFunctionArn.split(":")[3],
    });`,
  ),
});

// The same in each region.
function chatIn(region: aws.Region): pulumi.Output<string> {
  const of = { provider: new aws.Provider(region, { region }) };
  const settings = { role: role.arn, runtime: "nodejs22.x", handler: "index.handler", code };
  const where = new aws.lambda.Function(`where-${region}`, settings, of);
  const kind = { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action" };
  const { id: apiId, executionArn } = new aws.apigatewayv2.Api(`chat-${region}`, kind, of);
  const to = { apiId, integrationType: "AWS_PROXY", integrationUri: where.invokeArn };
  const { id } = new aws.apigatewayv2.Integration(`where-${region}`, to, of);
  const target = pulumi.interpolate`integrations/${id}`;
  const answers = { routeResponseSelectionExpression: "$default" };
  const route = { apiId, routeKey: "$default", target, ...answers };
  const { id: routeId } = new aws.apigatewayv2.Route(`default-${region}`, route, of);
  const response = { apiId, routeId, routeResponseKey: "$default" };
  new aws.apigatewayv2.RouteResponse(`default-${region}`, response, of);
  const call = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
  const permission = {
    ...call,
    function: where.name,
    sourceArn: pulumi.interpolate`${executionArn}/*`,
  };
  new aws.lambda.Permission(`gateway-${region}`, permission, of);
  const stage = { apiId, name: region, autoDeploy: true };
  return new aws.apigatewayv2.Stage(`stage-${region}`, stage, of).invokeUrl;
}

export const urls = [chatIn("eu-west-1"), chatIn("ap-south-1")];
