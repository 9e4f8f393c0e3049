import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import * as sqs from "@pulumi/aws/sqs";
import { EVENTS, WORKER } from "./functions";

const readers = new dynamodb.Table("readers", {
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
  ttl: { attributeName: "expiresAt", enabled: true },
});

new sqs.Queue("jobs");

const role = new iam.Role("board", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const statement = (Action: string[]) => ({ Effect: "Allow" as const, Action, Resource: "*" });
new iam.RolePolicy("board", {
  role: role.id,
  policy: {
    Version: "2012-10-17",
    Statement: [
      statement(["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"]),
      statement(["execute-api:ManageConnections"]),
      statement(["execute-api:Invoke"]),
      statement(["lambda:InvokeFunction"]),
    ],
  },
});

const api = new apigatewayv2.Api("open", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const stage = new apigatewayv2.Stage("open", { apiId: api.id, name: "open", autoDeploy: true });

const functionOf = (name: string, code: string, variables: Record<string, pulumi.Input<string>>) =>
  new lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs24.x",
    handler: "index.handler",
    timeout: 20,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
    environment: { variables },
  });
const ENDPOINT = stage.invokeUrl.apply((url) => url.replace(/^ws/, "http"));
const events = functionOf("events", EVENTS, { TABLE: readers.name, ENDPOINT });
functionOf("worker", WORKER, {});

/** Routes that all lead to the function "events". */
function routes(name: string, to: apigatewayv2.Api, authorizationType: string): void {
  const integration = new apigatewayv2.Integration(name, {
    apiId: to.id,
    integrationType: "AWS_PROXY",
    integrationUri: events.invokeArn,
  });
  const target = pulumi.interpolate`integrations/${integration.id}`;
  const args = { apiId: to.id, target };
  new apigatewayv2.Route(`${name}-connect`, { ...args, routeKey: "$connect", authorizationType });
  for (const routeKey of ["$disconnect", "$default"])
    new apigatewayv2.Route(`${name}-${routeKey.slice(1)}`, { ...args, routeKey });
  new lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: events.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${to.executionArn}/*`,
  });
}

const signed = new apigatewayv2.Api("signed", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
new apigatewayv2.Stage("signed", { apiId: signed.id, name: "signed", autoDeploy: true });
routes("open", api, "NONE");
routes("signed", signed, "AWS_IAM");
