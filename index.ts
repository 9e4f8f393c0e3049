import { readFileSync } from "node:fs";
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as aws from "@pulumi/aws/config";
import * as pulumi from "@pulumi/pulumi";
import { AccessLog } from "./components/access-log";
import { Alarms } from "./components/alarms";
import { Callback } from "pulumi-callback";
import { connectCommand } from "./components/connect-command";
import { connectionsIn } from "./components/stores/connections";
import { EncryptionKey } from "./components/encryption-key";
import { FanOut } from "./components/fan-out";
import { networkFor } from "./components/network/network-for";
import { invoke, manageConnections } from "./components/permissions";
import { Routes } from "./components/routes";
import { readSettings } from "./components/settings";
import { broadcast } from "./handlers/broadcast/broadcast";
import { connect } from "./handlers/connect";
import { disconnect } from "./handlers/disconnect";
import { handOnTo } from "./handlers/fan-out/invoke-fan-out";
import { managementApi } from "./handlers/management/management-api";
import { webSocketHandler } from "./handlers/web-socket-handler";

// What the stack's configuration says, checked; from here on nothing is read.
const settings = readSettings();
const encryptionKeyArn = settings.encryptionKey ? new EncryptionKey("key").arn : undefined;

// Everyone connected right now. A Lambda forgets; the store remembers.
const connections = connectionsIn({ ...settings, encryptionKeyArn });
const { createStore } = connections;

// A database may ask from where it is called.
const network = networkFor(settings);

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
  defaultRouteSettings: {
    throttlingRateLimit: settings.throttlingRateLimit,
    throttlingBurstLimit: settings.throttlingBurstLimit,
  },
  accessLogSettings: settings.accessLogs
    ? new AccessLog("access", { ...settings, encryptionKeyArn }).settings
    : undefined,
});
export const managementEndpoint = stage.invokeUrl.apply((url) => url.replace(/^ws/, "http"));

// Serves the connections that are too many for one invocation.
const fanOut = new FanOut("fan-out", {
  ...settings,
  encryptionKeyArn,
  vpcConfig: network?.vpcConfig,
  connections,
  environment: { MANAGEMENT_ENDPOINT: managementEndpoint },
  allow: [manageConnections(stage)],
});

// One function for every route, so that one execution environment keeps one database client and one
// gateway client warm. Its size, its log and its limits are settings.
const events = new Callback("events", {
  ...settings,
  encryptionKeyArn,
  vpcConfig: network?.vpcConfig,
  environment: {
    ...connections.environment,
    MANAGEMENT_ENDPOINT: managementEndpoint,
    ...fanOut.environment,
  },
  allow: [manageConnections(stage), ...connections.allow, invoke(fanOut.function)],
  // Runs once per execution environment; what it returns handles one event at a time.
  callbackFactory: () => {
    const store = createStore();
    const gateway = managementApi();
    const handOn = handOnTo(process.env.FAN_OUT_FUNCTION ?? "");
    console.log("Clients created: a new execution environment.");
    return webSocketHandler({
      $connect: connect(store),
      $disconnect: disconnect(store),
      $default: broadcast(store, gateway, handOn),
    });
  },
});

new Routes("routes", {
  api,
  stage,
  function: events.function,
  routeKeys: ["$connect", "$disconnect", "$default"],
  authorization: settings.authorization,
});

// Somebody should know when messages fail.
if (settings.alarms) {
  const functions = { events: events.function, "fan-out": fanOut.function };
  const failures = { "fan-out": fanOut.failures };
  new Alarms("alarms", { ...settings, stage, functions, failures, encryptionKeyArn });
}

const wscat = connectCommand(stage, settings.authorization);
export { wscat as connect };
export const url = stage.invokeUrl;
export const tableName = connections.tableName;
export const natAddress = network?.address ?? "";
export const functionName = events.function.name;
export const logGroup = events.logGroup.name;
export const region = aws.region;
// Pulumi Cloud shows it with the other outputs filled in.
export const readme = readFileSync("Pulumi.README.md", "utf8");
