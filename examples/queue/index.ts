import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

// What the worker fails on twice ends in a queue of its own.
const failures = new sqs.Queue("failures");
const jobs = new sqs.Queue("jobs", {
  visibilityTimeoutSeconds: 30,
  redrivePolicy: failures.arn.apply((deadLetterTargetArn) =>
    JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
  ),
});

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });

/** A function with a role that allows what it does, and nothing else. */
function worker(
  name: string,
  code: string,
  variables: Record<string, pulumi.Input<string>>,
  allow: { Action: string[]; Resource: pulumi.Input<string> }[],
): lambda.Function {
  const role = new iam.Role(name, {
    assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new iam.RolePolicyAttachment(`${name}-log`, {
    role: role.name,
    policyArn: iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
  });
  new iam.RolePolicy(name, {
    role: role.id,
    policy: {
      Version: "2012-10-17",
      Statement: allow.map((statement) => ({ Effect: "Allow", ...statement })),
    },
  });
  return new lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs24.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.mjs": new pulumi.asset.StringAsset(code) }),
    environment: { variables },
  });
}

// Puts every message into the queue, with who sent it.
const ask = worker(
  "ask",
  `
  import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
  const sqs = new SQSClient({});
  export const handler = async ({ body, requestContext }) => {
    const from = { DataType: "String", StringValue: requestContext.connectionId };
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: process.env.JOBS,
        MessageBody: body,
        MessageAttributes: { from },
      }),
    );
    return { statusCode: 200 };
  };`,
  { JOBS: jobs.url },
  [{ Action: ["sqs:SendMessage"], Resource: jobs.arn }],
);

// Takes messages in batches, answers who sent them, and says which ones failed.
const work = worker(
  "work",
  `
  import {
    ApiGatewayManagementApiClient as Client,
    PostToConnectionCommand,
  } from "@aws-sdk/client-apigatewaymanagementapi";
  const gateway = new Client({ endpoint: process.env.ENDPOINT });
  export const handler = async ({ Records }) => {
    const batchItemFailures = [];
    for (const { messageId, body, messageAttributes } of Records) {
      try {
        if (body === "teapot") throw new Error("I'm a teapot");
        const ConnectionId = messageAttributes.from.stringValue;
        await gateway.send(new PostToConnectionCommand({ ConnectionId, Data: "done: " + body }));
      } catch (error) {
        console.error(error.message);
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };`,
  { ENDPOINT: stage.invokeUrl.apply((url) => url.replace(/^ws/, "http")) },
  [
    {
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      Resource: jobs.arn,
    },
    {
      Action: ["execute-api:ManageConnections"],
      Resource: pulumi.interpolate`${stage.executionArn}/POST/@connections/*`,
    },
  ],
);
new lambda.EventSourceMapping("jobs", {
  eventSourceArn: jobs.arn,
  functionName: work.arn,
  batchSize: 5,
  functionResponseTypes: ["ReportBatchItemFailures"],
  scalingConfig: { maximumConcurrency: 2 },
});

const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: ask.invokeArn,
});
new apigatewayv2.Route("default", {
  apiId: api.id,
  routeKey: "$default",
  target: pulumi.interpolate`integrations/${integration.id}`,
});
new lambda.Permission("permission", {
  action: "lambda:InvokeFunction",
  function: ask.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});

export const url = stage.invokeUrl;
