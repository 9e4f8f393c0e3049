import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "pulumi-callback";
import { authorizationFor } from "../../components/authorization";
import { FanOut } from "../../components/fan-out";
import { invoke, manageConnections } from "../../components/permissions";
import { Routes } from "../../components/routes";
import { integer, readSettings, SETTINGS } from "../../components/settings";
import { broadcastSettings } from "../../handlers/broadcast/settings";
import { invokeFanOut } from "../../handlers/fan-out/invoke-fan-out";
import { managementApi } from "../../handlers/management/management-api";
import { webSocketHandler } from "../../handlers/web-socket-handler";
import { Page } from "./components/page";
import { Ping } from "./components/ping";
import { roomsIn } from "./components/rooms-in";
import { historySettings } from "./history";
import { connect, disconnect } from "./lifecycle";
import { roomRoutes } from "./routes/room-routes";
import { openRooms } from "./rules";

// The app's settings that this program has too, and its own.
const settings = readSettings(new pulumi.Config(), {
  authorization: SETTINGS.authorization,
  issuer: SETTINGS.issuer,
  audience: SETTINGS.audience,
  userClaim: SETTINGS.claims,
  signInUrl: SETTINGS.issuer,
  messagesPerSecond: SETTINGS.messagesPerSecond,
  historyHours: integer(1, 8760),
  connectionsPerInvocation: SETTINGS.connectionsPerInvocation,
  store: SETTINGS.store,
  mongodbDatabase: SETTINGS.mongodbDatabase,
  connectConcurrency: SETTINGS.connectConcurrency,
  reservedConcurrency: SETTINGS.reservedConcurrency,
});

// Who is in which room, and what was said there.
const rooms = roomsIn(settings);
const { createStore } = rooms;

const api = new apigatewayv2.Api("rooms", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const stage = new apigatewayv2.Stage("stage", {
  apiId: api.id,
  name: pulumi.getStack(),
  autoDeploy: true,
  defaultRouteSettings: { throttlingRateLimit: 500, throttlingBurstLimit: 250 },
});
export const url = stage.invokeUrl;
const managementEndpoint = url.apply((address) => address.replace(/^ws/, "http"));

// What the functions have in common.
const common = { memorySize: 512, timeout: 29, logRetentionDays: 14 } as const;

// Serves the members of a room that one invocation has no time for: the app's own, with another store.
const fanOut = new FanOut("fan-out", {
  ...common,
  connections: rooms,
  fanOutConcurrency: -1,
  connectionsPerInvocation: settings.connectionsPerInvocation,
  postsPerSecond: 10_000,
  environment: { MANAGEMENT_ENDPOINT: managementEndpoint },
  allow: [manageConnections(stage)],
});

// With JWT, whoever signs in is known by name; with NONE, people say who they are.
const authorization = authorizationFor({
  ...common,
  api,
  authorization: settings.authorization,
  issuer: settings.issuer,
  audience: settings.audience,
  claims: settings.userClaim,
  endsConnection: true,
  reservedConcurrency: settings.connectConcurrency,
});

const environment = {
  ...rooms.environment,
  ...fanOut.environment,
  MANAGEMENT_ENDPOINT: managementEndpoint,
  MESSAGES_PER_SECOND: String(settings.messagesPerSecond),
  HISTORY_HOURS: String(settings.historyHours),
  USER_CLAIM: settings.userClaim,
};
const allow = [manageConnections(stage), ...authorization.allow(stage)];

// Connections come and go in a function of their own, so that no flood of messages keeps anyone out.
const lifecycle = new Callback("lifecycle", {
  ...common,
  reservedConcurrency: settings.connectConcurrency,
  environment,
  allow: [...allow, ...rooms.comeAndGo],
  callbackFactory: () => {
    const service = {
      store: createStore(),
      gateway: managementApi(),
      rules: openRooms(),
      history: historySettings(),
      settings: broadcastSettings(),
      // It tells small rooms who has left, and needs no fan-out.
      sendChunk: undefined,
    };
    return webSocketHandler({ $connect: connect(service.store), $disconnect: disconnect(service) });
  },
});

// Every message. What a route returns is sent to the connection that asked.
const events = new Callback("events", {
  ...common,
  reservedConcurrency: settings.reservedConcurrency,
  environment,
  allow: [...allow, invoke(fanOut.function), ...rooms.talk],
  callbackFactory: () =>
    webSocketHandler(
      roomRoutes({
        store: createStore(),
        gateway: managementApi(),
        rules: openRooms(),
        history: historySettings(),
        settings: broadcastSettings(),
        sendChunk: invokeFanOut(process.env.FAN_OUT_FUNCTION ?? ""),
      }),
    ),
});

new Routes("routes", {
  api,
  stage,
  function: events.function,
  routeKeys: ["join", "leave", "say", "to", "who", "$default"],
  answers: true,
  others: { lifecycle: { function: lifecycle.function, routeKeys: ["$connect", "$disconnect"] } },
  connectRoute: authorization.connectRoute,
});
new Ping("ping", { api });

// A page to chat with. HTTP APIs serve what a function returns, so that no bucket is needed.
const site = new Page("page", {
  ...common,
  socketUrl: url,
  authorization: settings.authorization,
  signInUrl: settings.signInUrl,
  audience: settings.audience,
  userClaim: settings.userClaim,
});
export const page = site.url;

export const tableName = rooms.tableName;
