import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "./components/callback";
import { connectionsIn } from "./components/connections";
import { manageConnections } from "./components/permissions";
import { Routes } from "./components/routes";
import { broadcast } from "./handlers/broadcast";
import { connect } from "./handlers/connect";
import { disconnect } from "./handlers/disconnect";
import { managementApi } from "./handlers/management-api";
import { webSocketHandler } from "./handlers/web-socket-handler";

const config = new pulumi.Config();

// Everyone connected right now. A Lambda forgets; the store remembers.
const { createStore, ...connections } = connectionsIn(config.require("store"));

// API Gateway holds the connections; the field "action" of a message selects its route.
const api = new apigatewayv2.Api("websockets", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});

// The stage comes before the function, because the function posts to the stage's address.
const stage = new apigatewayv2.Stage("stage", {
  apiId: api.id,
  name: pulumi.getStack(),
  autoDeploy: true,
});
export const managementEndpoint = stage.invokeUrl.apply((url) => url.replace(/^ws/, "http"));

// One function for every route, so that one execution environment keeps one database client and one
// gateway client warm.
const events = new Callback("events", {
  memorySize: config.requireNumber("memorySize"),
  timeout: config.requireNumber("timeout"),
  logRetentionDays: config.requireNumber("logRetentionDays"),
  environment: { ...connections.environment, MANAGEMENT_ENDPOINT: managementEndpoint },
  allow: [manageConnections(stage), ...connections.allow],
  // Runs once per execution environment; what it returns handles one event at a time.
  callbackFactory: () => {
    const store = createStore();
    const gateway = managementApi();
    console.log("Clients created: a new execution environment.");
    return webSocketHandler({
      $connect: connect(store),
      $disconnect: disconnect(store),
      $default: broadcast(store, gateway),
    });
  },
});

new Routes("routes", {
  api,
  stage,
  function: events.function,
  routeKeys: ["$connect", "$disconnect", "$default"],
});

export const url = stage.invokeUrl;
export const tableName = connections.tableName;
export const logGroup = events.logGroup.name;
