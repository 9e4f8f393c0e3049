import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const role = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
});

const codeOf = (text: string) =>
  new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });

// Outlasts API Gateway, with an old runtime, a password in sight and a token in its code.
const slow = new lambda.Function("slow", {
  role: role.arn,
  runtime: "nodejs16.x",
  handler: "index.handler",
  memorySize: 512,
  timeout: 60,
  environment: { variables: { DATABASE_PASSWORD: "hunter2" } },
  code: codeOf(`exports.handler = async () => fetch(url, { token: "ghp_${"a".repeat(36)}" });`),
});

// Shares the role, takes Lambda's defaults, and drops what SNS sends it.
const careless = new lambda.Function("careless", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  tracingConfig: { mode: "Active" },
  code: codeOf("exports.handler = async () => undefined;"),
});

const api = new apigatewayv2.Api("api", { protocolType: "WEBSOCKET" });
new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: slow.invokeArn,
});

new lambda.Permission("any-api", {
  action: "lambda:InvokeFunction",
  function: slow.name,
  principal: "apigateway.amazonaws.com",
});
new lambda.Permission("other-api", {
  action: "lambda:InvokeFunction",
  function: slow.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: "arn:aws:execute-api:us-east-1:123456789012:another/*",
});
new lambda.Permission("topic", {
  action: "lambda:InvokeFunction",
  function: careless.name,
  principal: "sns.amazonaws.com",
  sourceArn: "arn:aws:sns:us-east-1:123456789012:topic",
});
