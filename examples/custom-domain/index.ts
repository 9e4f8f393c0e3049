import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});

const where = new lambda.Function("where", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(`
      exports.handler = async ({ requestContext: { domainName, stage, apiId } }) => ({
        statusCode: 200,
        body: JSON.stringify({ domainName, stage, apiId }),
      });`),
  }),
});

// The default endpoint is closed: only the domain name leads here.
const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
  disableExecuteApiEndpoint: true,
});
const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: where.invokeArn,
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
  function: where.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});

const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "live", autoDeploy: true });

const domain = new apigatewayv2.DomainName("domain", {
  domainName: "ws.example.com",
  domainNameConfiguration: {
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/example",
    endpointType: "REGIONAL",
    securityPolicy: "TLS_1_2",
  },
});

// wss://ws.example.com/chat, in place of wss://{apiId}.execute-api.{region}.amazonaws.com/live
new apigatewayv2.ApiMapping("mapping", {
  apiId: api.id,
  domainName: domain.id,
  stage: stage.id,
  apiMappingKey: "chat",
});

export const url = pulumi.interpolate`wss://${domain.domainName}/chat`;
