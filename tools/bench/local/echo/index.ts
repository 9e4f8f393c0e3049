import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import { Callback } from "pulumi-callback";
import { manageConnections } from "../../../../components/permissions";
import { Routes } from "../../../../components/routes";
import type { WebSocketEvent } from "../../../../handlers/events";
import { postToConnections } from "../../../../handlers/management/post-to-connections";

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
    const gateway = postToConnections();
    return async ({ requestContext, body = "" }: WebSocketEvent) => {
      const post = gateway.prepare(body);
      await post(requestContext.connectionId, 5000);
      return { statusCode: 200 };
    };
  },
});

new Routes("routes", { api, stage, function: echo.function, routeKeys: ["$default"] });
