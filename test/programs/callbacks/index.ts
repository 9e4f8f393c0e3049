import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const table = new aws.dynamodb.Table("rooms", {
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
  streamEnabled: true,
  streamViewType: "NEW_IMAGE",
});

// What only the cloud calls.
table.onEvent("changed", async () => {}, { startingPosition: "LATEST" });
const jobs = new aws.sqs.Queue("jobs", { visibilityTimeoutSeconds: 180 });
jobs.onEvent("job", async () => {});
const alerts = new aws.sns.Topic("alerts");
alerts.onEvent("alerted", async () => {});
aws.cloudwatch.onSchedule("hourly", "rate(1 hour)", async () => {});

interface Event {
  body?: string;
  requestContext: { routeKey: string };
}

// Has the role that Pulumi makes, with managed policies of AWS.
const events = new aws.lambda.CallbackFunction<Event, object>("events", {
  runtime: "nodejs22.x",
  environment: { variables: { TABLE: table.name } },
  callback: async ({ body }) => {
    const { DynamoDBClient, UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
    const { Attributes } = await new DynamoDBClient({}).send(
      new UpdateItemCommand({
        TableName: process.env.TABLE,
        Key: { id: { S: body ?? "" } },
        UpdateExpression: "ADD visits :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "ALL_NEW",
      }),
    );
    return { statusCode: 200, body: JSON.stringify(Attributes) };
  },
});

// Is given a role, as a resource.
const role = new aws.iam.Role("own", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicyAttachment("logs", {
  role,
  policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
});
const greeter = new aws.lambda.CallbackFunction<Event, object>("greeter", {
  runtime: "nodejs22.x",
  role,
  callback: async ({ requestContext }) => ({ statusCode: 200, body: requestContext.routeKey }),
});

const api = new aws.apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
for (const [routeKey, handler] of [
  ["$default", events],
  ["greet", greeter],
] as const) {
  const integration = new aws.apigatewayv2.Integration(`to-${routeKey}`, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: handler.invokeArn,
  });
  const route = new aws.apigatewayv2.Route(routeKey, {
    apiId: api.id,
    routeKey,
    target: pulumi.interpolate`integrations/${integration.id}`,
    routeResponseSelectionExpression: "$default",
  });
  new aws.apigatewayv2.RouteResponse(routeKey, {
    apiId: api.id,
    routeId: route.id,
    routeResponseKey: "$default",
  });
  new aws.lambda.Permission(routeKey, {
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    function: handler,
    sourceArn: pulumi.interpolate`${api.executionArn}/*`,
  });
}
new aws.apigatewayv2.Stage("dev", { apiId: api.id, name: "dev", autoDeploy: true });
