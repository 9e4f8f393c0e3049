import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as sqs from "@pulumi/aws/sqs";
import { Callback } from "pulumi-callback";
import { Routes } from "../../components/routes";

const settings = { memorySize: 128, timeout: 10, logRetentionDays: 1 };

// Orders that nobody could handle.
const failures = new sqs.Queue("failures");

// Handles orders that nobody waits for. Lambda tries once more, and then keeps the order in the queue.
const orders = new Callback("orders", {
  ...settings,
  allow: [{ Effect: "Allow", Action: ["sqs:SendMessage"], Resource: failures.arn }],
  callbackFactory: () => async (order: { item: string }) => {
    throw new Error(`There is no ${order.item}.`);
  },
});
new lambda.FunctionEventInvokeConfig("orders", {
  functionName: orders.function.name,
  maximumRetryAttempts: 1,
  destinationConfig: { onFailure: { destination: failures.arn } },
});

const events = new Callback("events", {
  ...settings,
  environment: { ORDERS: orders.function.name },
  allow: [{ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: orders.function.arn }],
  callbackFactory: () => {
    const client = new LambdaClient();
    return async ({ body }: { body: string }) => {
      const order = { FunctionName: process.env.ORDERS, Payload: body };
      await client.send(new InvokeCommand({ ...order, InvocationType: "Event" }));
      return { statusCode: 200 };
    };
  },
});

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });
new Routes("routes", { api, stage, function: events.function, routeKeys: ["$default"] });

export const url = stage.invokeUrl;
