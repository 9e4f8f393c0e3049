import { ApiGatewayManagementApi } from "@aws-sdk/client-apigatewaymanagementapi";
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "pulumi-callback";
import { addAndRemove, manageConnections } from "../../components/permissions";
import { Routes } from "../../components/routes";
import { dynamoConnectionStore } from "../../handlers/stores/dynamodb/dynamo-connection-store";

// Everyone who is connected: the function in Go writes the table, the closure in TypeScript reads it.
const connections = new dynamodb.Table("connections", {
  hashKey: "connectionId",
  attributes: [{ name: "connectionId", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
  ttl: { attributeName: "expiresAt", enabled: true },
});
const list = {
  Effect: "Allow" as const,
  Action: ["dynamodb:Scan"],
  Resource: connections.arn,
};

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });
const environment = {
  CONNECTIONS_TABLE: connections.name,
  MANAGEMENT_ENDPOINT: stage.invokeUrl.apply((url) => url.replace(/^ws/, "http")),
};

const role = new iam.Role("echo", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const logGroup = new cloudwatch.LogGroup("echo", { retentionInDays: 1 });
const writeLog = {
  Effect: "Allow" as const,
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: pulumi.interpolate`${logGroup.arn}:*`,
};
const policy = new iam.RolePolicy("echo", {
  role: role.name,
  policy: {
    Version: "2012-10-17",
    Statement: [writeLog, addAndRemove(connections), list, manageConnections(stage)],
  },
});

// Keeps who is connected, and sends every message to all of them.
const echo = new lambda.Function(
  "echo",
  {
    role: role.arn,
    runtime: "provided.al2023",
    handler: "bootstrap",
    // Made of the folder "function": see README.md.
    code: new pulumi.asset.FileArchive("function.zip"),
    memorySize: 128,
    timeout: 10,
    environment: { variables: environment },
    loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
  },
  { dependsOn: [policy] },
);

// Tells how many there are.
const count = new Callback("count", {
  memorySize: 128,
  timeout: 10,
  logRetentionDays: 1,
  environment,
  allow: [list, manageConnections(stage)],
  callbackFactory: () => {
    const store = dynamoConnectionStore();
    const gateway = new ApiGatewayManagementApi({ endpoint: process.env.MANAGEMENT_ENDPOINT });
    return async ({ requestContext }: { requestContext: { connectionId: string } }) => {
      let connected = 0;
      for await (const page of store.list()) connected += page.length;
      const { connectionId: ConnectionId } = requestContext;
      await gateway.postToConnection({ ConnectionId, Data: `${connected} connected` });
      return { statusCode: 200 };
    };
  },
});

new Routes("routes", {
  api,
  stage,
  function: echo,
  routeKeys: ["$connect", "$disconnect", "$default"],
  others: { count: { function: count.function, routeKeys: ["count"] } },
});

export const url = stage.invokeUrl;
