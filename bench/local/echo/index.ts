import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import { Callback } from "../../../components/callback";
import { manageConnections } from "../../../components/permissions";
import { Routes } from "../../../components/routes";
import type { WebSocketEvent } from "../../../handlers/events";
import { managementApi } from "../../../handlers/management-api";

const api = new apigatewayv2.Api("echo", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});

const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });

const echo = new Callback("echo", {
  memorySize: 256,
  timeout: 29,
  logRetentionDays: 1,
  environment: { MANAGEMENT_ENDPOINT: stage.invokeUrl.apply((url) => url.replace(/^ws/, "http")) },
  allow: [manageConnections(stage)],
  callbackFactory: () => {
    const gateway = managementApi();
    return async ({ requestContext, body = "" }: WebSocketEvent) => {
      await gateway.post(requestContext.connectionId, body);
      return { statusCode: 200 };
    };
  },
});

new Routes("routes", { api, stage, function: echo.function, routeKeys: ["$default"] });
