import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cognito from "@pulumi/aws/cognito";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const code = (text: string) =>
  new pulumi.asset.AssetArchive({ "index.mjs": new pulumi.asset.StringAsset(text) });

// A WebSocket API that tells each connection its ID.
const sockets = new apigatewayv2.Api("sockets", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const whoami = new lambda.Function("whoami", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  code: code(`
    export const handler = async ({ requestContext }) =>
      ({ statusCode: 200, body: requestContext.connectionId });`),
});
const socketIntegration = new apigatewayv2.Integration("socket-integration", {
  apiId: sockets.id,
  integrationType: "AWS_PROXY",
  integrationUri: whoami.invokeArn,
});
const socketRoute = new apigatewayv2.Route("socket-route", {
  apiId: sockets.id,
  routeKey: "$default",
  target: pulumi.interpolate`integrations/${socketIntegration.id}`,
  routeResponseSelectionExpression: "$default",
});
new apigatewayv2.RouteResponse("socket-answer", {
  apiId: sockets.id,
  routeId: socketRoute.id,
  routeResponseKey: "$default",
});
const socketStage = new apigatewayv2.Stage("socket-stage", {
  apiId: sockets.id,
  name: "dev",
  autoDeploy: true,
});

// An HTTP API that sends to a connection what it is posted.
const pool = new cognito.UserPool("people");
const web = new cognito.UserPoolClient("web", { userPoolId: pool.id });
const api = new apigatewayv2.Api("api", {
  protocolType: "HTTP",
  corsConfiguration: {
    allowOrigins: ["https://www.example.com", "http://localhost:5173"],
    allowMethods: ["GET", "POST"],
    allowHeaders: ["authorization", "content-type"],
  },
});
const push = new lambda.Function("push", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  environment: {
    variables: { ENDPOINT: socketStage.invokeUrl.apply((url) => url.replace(/^ws/, "http")) },
  },
  code: code(`
    import {
      ApiGatewayManagementApiClient as Client,
      GoneException,
      PostToConnectionCommand,
    } from "@aws-sdk/client-apigatewaymanagementapi";
    const gateway = new Client({ endpoint: process.env.ENDPOINT });
    export const handler = async ({ routeKey, pathParameters, requestContext, ...request }) => {
      if (routeKey === "GET /health") return { healthy: true };
      // What does not say that it is text or JSON comes in Base64: what curl -d sends, for example.
      const encoding = request.isBase64Encoded ? "base64" : "utf8";
      const body = Buffer.from(request.body ?? "", encoding).toString();
      const from = requestContext.authorizer.jwt.claims.username;
      try {
        await gateway.send(
          new PostToConnectionCommand({ ConnectionId: pathParameters.id, Data: from + ": " + body }),
        );
        return { statusCode: 202 };
      } catch (error) {
        if (error instanceof GoneException) return { statusCode: 404 };
        throw error;
      }
    };`),
});
const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: push.invokeArn,
  payloadFormatVersion: "2.0",
});
const target = pulumi.interpolate`integrations/${integration.id}`;
const authorizer = new apigatewayv2.Authorizer("authorizer", {
  apiId: api.id,
  authorizerType: "JWT",
  identitySources: ["$request.header.Authorization"],
  jwtConfiguration: {
    issuer: pulumi.interpolate`https://${pool.endpoint}`,
    audiences: [web.id],
  },
});
new apigatewayv2.Route("health", { apiId: api.id, routeKey: "GET /health", target });
new apigatewayv2.Route("push", {
  apiId: api.id,
  routeKey: "POST /connections/{id}",
  target,
  authorizationType: "JWT",
  authorizerId: authorizer.id,
});
const stage = new apigatewayv2.Stage("stage", {
  apiId: api.id,
  name: "$default",
  autoDeploy: true,
});

// https://api.example.com/v1, in place of https://{apiId}.execute-api.{region}.amazonaws.com
const domain = new apigatewayv2.DomainName("domain", {
  domainName: "api.example.com",
  domainNameConfiguration: {
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/example",
    endpointType: "REGIONAL",
    securityPolicy: "TLS_1_2",
  },
});
new apigatewayv2.ApiMapping("mapping", {
  apiId: api.id,
  domainName: domain.id,
  stage: stage.id,
  apiMappingKey: "v1",
});

new iam.RolePolicyAttachment("may-log", {
  role: role.name,
  policyArn: iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
});

// Who may do what: API Gateway calls the functions, and one of them sends to connections.
for (const [name, called, caller] of [
  ["whoami", whoami, sockets],
  ["push", push, api],
] as const) {
  new lambda.Permission(`${name}-permission`, {
    action: "lambda:InvokeFunction",
    function: called.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${caller.executionArn}/*`,
  });
}
new iam.RolePolicy("may-push", {
  role: role.id,
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "execute-api:ManageConnections",
        Resource: pulumi.interpolate`${socketStage.executionArn}/POST/@connections/*`,
      },
    ],
  },
});

export const url = socketStage.invokeUrl;
export const endpoint = stage.invokeUrl;
