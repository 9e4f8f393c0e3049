import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { Callback, type Statement } from "pulumi-callback";
import { manageConnections, sendTo } from "../../components/permissions";
import { Publisher } from "../../components/publisher";
import { Routes } from "../../components/routes";
import { dynamoConnections, tableOf } from "../../components/stores/dynamo-connections";
import { connect } from "../../handlers/connect";
import { disconnect } from "../../handlers/disconnect";
import { webSocketHandler } from "../../handlers/web-socket-handler";
import { accept } from "./handlers/accept";
import { announcer } from "./handlers/announce";
import { orderStore } from "./handlers/order-store";
import { sweep } from "./handlers/sweep";
import { work } from "./handlers/work";

const config = new pulumi.Config();
const lateAfterMinutes = config.getNumber("lateAfterMinutes") ?? 10;
const protectTable = config.getBoolean("protectTables") ?? false;
const logRetentionDays = config.getNumber("logRetentionDays") ?? 14;
const common = { memorySize: 256, timeout: 29, logRetentionDays } as const;

// Browsers connect here and are told what becomes of orders. The parts are the app's.
const connections = dynamoConnections({ protectTable });
const { createStore } = connections;
const sockets = new apigatewayv2.Api("sockets", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const socketStage = new apigatewayv2.Stage("socket-stage", {
  apiId: sockets.id,
  name: pulumi.getStack(),
  autoDeploy: true,
  defaultRouteSettings: { throttlingRateLimit: 500, throttlingBurstLimit: 250 },
});
const lifecycle = new Callback("lifecycle", {
  ...common,
  environment: connections.environment,
  allow: connections.joinAndLeave,
  callbackFactory: () => {
    const store = createStore();
    return webSocketHandler({ $connect: connect(store), $disconnect: disconnect(store) });
  },
});
new Routes("socket-routes", {
  api: sockets,
  stage: socketStage,
  function: lifecycle.function,
  routeKeys: ["$connect", "$disconnect"],
});
const publisher = new Publisher("publisher", {
  ...common,
  connections,
  environment: {
    MANAGEMENT_ENDPOINT: socketStage.invokeUrl.apply((url) => url.replace(/^ws/, "http")),
  },
  allow: [manageConnections(socketStage)],
});

// Every step of an order is an event on this bus, and a rule pushes it to everyone.
const bus = new cloudwatch.EventBus("orders");
const steps = new cloudwatch.EventRule("steps", {
  eventBusName: bus.name,
  eventPattern: JSON.stringify({ source: ["orders"] }),
});
send("steps", steps, publisher.function, {
  inputTransformer: {
    inputPaths: { orderId: "$.detail.orderId", item: "$.detail.item", state: "$.detail.state" },
    inputTemplate: '{ "message": "Order <orderId> (<item>): <state>" }',
  },
});

// What an order needs on its way.
const orders = tableOf("orders-table", "orderId", { protectTable });
const failed = new sqs.Queue("failed", {
  messageRetentionSeconds: 14 * 24 * 60 * 60,
  sqsManagedSseEnabled: true,
});
const queue = new sqs.Queue("queue", {
  visibilityTimeoutSeconds: 6 * common.timeout,
  redrivePolicy: failed.arn.apply((deadLetterTargetArn) =>
    JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }),
  ),
  sqsManagedSseEnabled: true,
});
const environment = { ORDERS_TABLE: orders.name, EVENT_BUS: bus.name };
const mayAnnounce: Statement = {
  Effect: "Allow",
  Action: ["events:PutEvents"],
  Resource: bus.arn,
};
const mayOnOrders = (...actions: string[]): Statement => ({
  Effect: "Allow",
  Action: actions.map((action) => `dynamodb:${action}`),
  Resource: orders.arn,
});

// An order comes by HTTP ...
const acceptor = new Callback("accept", {
  ...common,
  environment: { ...environment, QUEUE_URL: queue.url },
  allow: [mayOnOrders("GetItem", "PutItem"), sendTo(queue), mayAnnounce],
  callbackFactory: () => accept(orderStore(), announcer()),
});
const api = new apigatewayv2.Api("api", { protocolType: "HTTP" });
const stage = new apigatewayv2.Stage("stage", {
  apiId: api.id,
  name: "$default",
  autoDeploy: true,
  defaultRouteSettings: { throttlingRateLimit: 500, throttlingBurstLimit: 250 },
});
const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: acceptor.function.invokeArn,
  payloadFormatVersion: "2.0",
});
for (const [name, routeKey] of [
  ["post", "POST /orders"],
  ["get", "GET /orders/{orderId}"],
] as const)
  new apigatewayv2.Route(name, {
    apiId: api.id,
    routeKey,
    target: pulumi.interpolate`integrations/${integration.id}`,
  });
new lambda.Permission("accept-permission", {
  action: "lambda:InvokeFunction",
  function: acceptor.function.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});

// ... is worked on from the queue ...
const worker = new Callback("work", {
  ...common,
  environment,
  allow: [
    mayOnOrders("GetItem", "UpdateItem"),
    mayAnnounce,
    {
      Effect: "Allow",
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      Resource: queue.arn,
    },
  ],
  callbackFactory: () => work(orderStore(), announcer()),
});
new lambda.EventSourceMapping("work-from-queue", {
  eventSourceArn: queue.arn,
  functionName: worker.function.name,
  functionResponseTypes: ["ReportBatchItemFailures"],
});

// ... and called late if nobody does it.
const sweeper = new Callback("sweep", {
  ...common,
  environment: { ...environment, LATE_AFTER_MINUTES: String(lateAfterMinutes) },
  allow: [mayOnOrders("Scan", "UpdateItem"), mayAnnounce],
  callbackFactory: () => sweep(orderStore(), announcer()),
});
const everyFiveMinutes = new cloudwatch.EventRule("every-five-minutes", {
  scheduleExpression: "rate(5 minutes)",
});
send("sweep", everyFiveMinutes, sweeper.function);

/** Lets a rule, and nothing else, invoke a function. */
function send(
  name: string,
  rule: cloudwatch.EventRule,
  target: lambda.Function,
  args: Pick<cloudwatch.EventTargetArgs, "inputTransformer"> = {},
) {
  new lambda.Permission(`${name}-rule-permission`, {
    action: "lambda:InvokeFunction",
    function: target.name,
    principal: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  new cloudwatch.EventTarget(name, {
    rule: rule.name,
    eventBusName: rule.eventBusName,
    arn: target.arn,
    ...args,
  });
}

export const url = socketStage.invokeUrl;
export const endpoint = stage.invokeUrl;
export const queueUrl = queue.url;
