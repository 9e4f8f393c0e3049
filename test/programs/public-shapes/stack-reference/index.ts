import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const organization = new pulumi.Config().require("organization");
const database = new pulumi.StackReference(`${organization}/database/${pulumi.getStack()}`);
const owners = database.requireOutput("owners") as pulumi.Output<Record<string, string>>;

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const told = new aws.lambda.Function("told", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      `exports.handler = async () => ({ statusCode: 200, body: process.env.TABLE + " of " + process.env.OWNER });`,
    ),
  }),
  environment: {
    variables: {
      TABLE: database.getOutput("tableName"),
      OWNER: owners.apply(({ rooms }) => rooms!),
    },
  },
});

const api = new aws.apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const apiId = api.id;
const integration = new aws.apigatewayv2.Integration("told", {
  apiId,
  integrationType: "AWS_PROXY",
  integrationUri: told.invokeArn,
});
const target = pulumi.interpolate`integrations/${integration.id}`;
const answers = { routeResponseSelectionExpression: "$default" };
const route = { apiId, routeKey: "$default", target, ...answers };
const { id: routeId } = new aws.apigatewayv2.Route("default", route);
const response = { apiId, routeId, routeResponseKey: "$default" };
new aws.apigatewayv2.RouteResponse("default", response);
const call = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
const sourceArn = pulumi.interpolate`${api.executionArn}/*`;
new aws.lambda.Permission("gateway", { ...call, function: told.name, sourceArn });
new aws.apigatewayv2.Stage("v1", { apiId, name: "v1", autoDeploy: true });
