import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});

// Asked once for each connection. What it puts into the context comes with every event, as text.
const guard = new lambda.Function("guard", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(`
      exports.handler = async ({ methodArn, queryStringParameters: { token } }) => {
        if (token === "expired") throw new Error("Unauthorized");
        return {
          principalId: token,
          policyDocument: {
            Version: "2012-10-17",
            Statement: [{
              Effect: token === "mallory" ? "Deny" : "Allow",
              Action: "execute-api:Invoke",
              Resource: methodArn,
            }],
          },
          context: { vip: token === "alice", visits: 3 },
        };
      };`),
  }),
});

// Answers with what the authorizer said.
const whoami = new lambda.Function("whoami", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(`
      exports.handler = async ({ requestContext: { authorizer } }) => ({
        statusCode: 200,
        body: JSON.stringify(authorizer),
      });`),
  }),
});

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});

// Without a token the function is not even asked: 401.
const authorizer = new apigatewayv2.Authorizer("guard", {
  apiId: api.id,
  authorizerType: "REQUEST",
  authorizerUri: guard.invokeArn,
  identitySources: ["route.request.querystring.token"],
});

const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: whoami.invokeArn,
});
const target = pulumi.interpolate`integrations/${integration.id}`;

// Only $connect can be authorized.
new apigatewayv2.Route("connect", {
  apiId: api.id,
  routeKey: "$connect",
  target,
  authorizationType: "CUSTOM",
  authorizerId: authorizer.id,
});

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

new lambda.Permission("askGuard", {
  action: "lambda:InvokeFunction",
  function: guard.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/authorizers/*`,
});
new lambda.Permission("permission", {
  action: "lambda:InvokeFunction",
  function: whoami.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});

const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });

export const url = stage.invokeUrl;
