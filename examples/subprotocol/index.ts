import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});

// API Gateway does not choose: without this header no subprotocol is agreed on, and browsers give up.
const choose = new lambda.Function("choose", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(`
      exports.handler = async ({ headers }) => {
        const offered = (headers["Sec-WebSocket-Protocol"] ?? "").split(/ *, */);
        const chosen = ["chat.v2", "chat.v1"].find((name) => offered.includes(name));
        if (!chosen) return { statusCode: 400, body: "Offer chat.v2 or chat.v1." };
        return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": chosen } };
      };`),
  }),
});

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: choose.invokeArn,
});
const target = pulumi.interpolate`integrations/${integration.id}`;

new apigatewayv2.Route("connect", { apiId: api.id, routeKey: "$connect", target });

new lambda.Permission("permission", {
  action: "lambda:InvokeFunction",
  function: choose.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});

const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });

export const url = stage.invokeUrl;
