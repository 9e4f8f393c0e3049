import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});

// Logs its event as it is.
const logger = new lambda.Function("logger", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      `exports.handler = async (event) => {
         console.log(JSON.stringify(event));
         return { statusCode: 200 };
       };`,
    ),
  }),
});

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});

const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: logger.invokeArn,
});

for (const routeKey of ["$connect", "$disconnect", "$default", "echo"]) {
  new apigatewayv2.Route(routeKey, {
    apiId: api.id,
    routeKey,
    target: pulumi.interpolate`integrations/${integration.id}`,
  });
}

new apigatewayv2.Stage("probe", { apiId: api.id, name: "probe", autoDeploy: true });
new apigatewayv2.Stage("variables", {
  apiId: api.id,
  name: "variables",
  autoDeploy: true,
  stageVariables: { version: "7" },
});

new lambda.Permission("permission", {
  action: "lambda:InvokeFunction",
  function: logger.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});
