import { readFileSync } from "node:fs";
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as aws from "@pulumi/aws/config";
import * as pulumi from "@pulumi/pulumi";
import { AccessLog } from "./components/access-log";
import { Alarms } from "./components/alarms";
import { Callback } from "pulumi-callback";
import { authorizationFor } from "./components/authorization";
import { connectCommand } from "./components/connect-command";
import { connectionsIn } from "./components/stores/connections-in";
import { customDomainFor } from "./components/custom-domain";
import { Dashboard } from "./components/view/dashboard";
import { EncryptionKey } from "./components/encryption-key";
import { FanOut } from "./components/fan-out";
import { LogQueries } from "./components/view/log-queries";
import { networkFor } from "./components/network/network-for";
import { JSON_LOGS } from "./components/view/json-logs";
import { invoke, manageConnections } from "./components/permissions";
import { Routes } from "./components/routes";
import { Publisher } from "./components/publisher";
import { readSettings } from "./components/settings";
import { broadcast } from "./handlers/broadcast/broadcast";
import { connect } from "./handlers/connect";
import { disconnect } from "./handlers/disconnect";
import { invokeFanOut } from "./handlers/fan-out/invoke-fan-out";
import { managementApi } from "./handlers/management/management-api";
import { webSocketHandler } from "./handlers/web-socket-handler";

// The stack's configuration, read and checked in one place.
const settings = readSettings();
const encryptionKeyArn = settings.encryptionKey ? new EncryptionKey("key").arn : undefined;

// Everyone who is connected. Lambda keeps no state between execution environments, so a store does.
const connections = connectionsIn({
  store: settings.store,
  mongodbDatabase: settings.mongodbDatabase,
  protectTable: settings.protectTable,
  encryptionKeyArn,
});
const { createStore } = connections;

// Some databases allow-list source addresses, so functions in a VPC share one fixed address.
const network = networkFor({
  vpc: settings.vpc,
  store: settings.store,
  databaseAddresses: settings.databaseAddresses,
});

// API Gateway holds the connections. The field "action" of a message selects its route.
const api = new apigatewayv2.Api("websockets", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
  disableExecuteApiEndpoint: settings.domain === "" ? undefined : true,
});

// Who connected, who sent, and what was answered.
const accessLog = settings.accessLogs
  ? new AccessLog("access", { logRetentionDays: settings.logRetentionDays, encryptionKeyArn })
  : undefined;

// Declared before the functions, because they post to the stage's URL.
const stage = new apigatewayv2.Stage("stage", {
  apiId: api.id,
  name: pulumi.getStack(),
  autoDeploy: true,
  defaultRouteSettings: {
    throttlingRateLimit: settings.throttlingRateLimit,
    throttlingBurstLimit: settings.throttlingBurstLimit,
  },
  accessLogSettings: accessLog?.settings,
});

// A name of one's own takes the place of API Gateway's, for people and for functions.
const domain = customDomainFor({ api, stage, domain: settings.domain, zone: settings.zone });
export const url = domain?.url ?? stage.invokeUrl;
export const managementEndpoint = url.apply((address) => address.replace(/^ws/, "http"));

// Takes over the broadcasts with more connections than one invocation can post to.
const fanOut = new FanOut("fan-out", {
  memorySize: settings.memorySize,
  logRetentionDays: settings.logRetentionDays,
  tracing: settings.tracing,
  encryptionKeyArn,
  vpcConfig: network?.vpcConfig,
  fanOutConcurrency: settings.fanOutConcurrency,
  connectionsPerInvocation: settings.connectionsPerInvocation,
  postsPerSecond: settings.postsPerSecond,
  connections,
  environment: { MANAGEMENT_ENDPOINT: managementEndpoint },
  allow: [manageConnections(stage)],
});

// Who may connect. With JWT, a function of its own verifies the token of a handshake.
const authorization = authorizationFor({
  api,
  authorization: settings.authorization,
  issuer: settings.issuer,
  audience: settings.audience,
  claims: settings.claims,
  endsConnection: settings.endWithToken,
  memorySize: settings.memorySize,
  reservedConcurrency: settings.connectConcurrency,
  logRetentionDays: settings.logRetentionDays,
  tracing: settings.tracing,
  encryptionKeyArn,
});

// What the functions behind the routes have in common.
const common = {
  memorySize: settings.memorySize,
  timeout: settings.timeout,
  logRetentionDays: settings.logRetentionDays,
  tracing: settings.tracing,
  encryptionKeyArn,
  vpcConfig: network?.vpcConfig,
  loggingConfig: JSON_LOGS,
};

// Connections open and close in a function of their own, so that no flood of messages keeps anyone out.
const lifecycle = new Callback("lifecycle", {
  ...common,
  reservedConcurrency: settings.connectConcurrency,
  environment: connections.environment,
  allow: connections.joinAndLeave,
  callbackFactory: () => {
    const store = createStore();
    console.log("Client created: a new execution environment.");
    return webSocketHandler({ $connect: connect(store), $disconnect: disconnect(store) });
  },
});

// One function for every message, so that each execution environment keeps one database client and one
// management API client warm.
const events = new Callback("events", {
  ...common,
  reservedConcurrency: settings.reservedConcurrency,
  environment: {
    ...connections.environment,
    MANAGEMENT_ENDPOINT: managementEndpoint,
    MESSAGES_PER_SECOND: String(settings.messagesPerSecond),
    LONGEST_WAIT: String(settings.longestWait),
    ...fanOut.environment,
  },
  allow: [
    manageConnections(stage),
    ...authorization.allow(stage),
    ...connections.broadcast,
    invoke(fanOut.function),
  ],
  // Runs once per execution environment; what it returns handles one event at a time.
  callbackFactory: () => {
    const store = createStore();
    const gateway = managementApi();
    const sendChunk = invokeFanOut(process.env.FAN_OUT_FUNCTION ?? "");
    console.log("Clients created: a new execution environment.");
    return webSocketHandler({
      $default: broadcast(store, gateway, sendChunk),
    });
  },
});

// Sends the events of these routes to the functions.
new Routes("routes", {
  api,
  stage,
  function: events.function,
  routeKeys: ["$default"],
  others: { lifecycle: { function: lifecycle.function, routeKeys: ["$connect", "$disconnect"] } },
  connectRoute: authorization.connectRoute,
});

// Lets other systems send to everyone, to a user or to a connection.
const publisher = settings.publisher
  ? new Publisher("publisher", {
      ...common,
      connections,
      environment: { MANAGEMENT_ENDPOINT: managementEndpoint, ...fanOut.environment },
      allow: [manageConnections(stage), ...authorization.allow(stage), invoke(fanOut.function)],
    })
  : undefined;

const functions = {
  ...authorization.functions,
  lifecycle: lifecycle.function,
  events: events.function,
  "fan-out": fanOut.function,
  ...(publisher && { publisher: publisher.function }),
};

// Answers who was slow, what failed and what happened to one connection: see docs/operating.md.
new LogQueries("queries", {
  functions: Object.values(functions),
  accessLog: accessLog?.logGroup,
});

// Shows connections, deliveries, errors and costs on one page.
if (settings.dashboard) {
  new Dashboard("dashboard", {
    stage,
    functions,
    senders: ["events", "fan-out", "publisher"],
    tableNames: connections.tableNames,
  });
}

// Sends an e-mail when messages fail.
if (settings.alarms) {
  new Alarms("alarms", {
    stage,
    functions,
    failures: { "fan-out": fanOut.failures },
    alarmEmail: settings.alarmEmail,
    encryptionKeyArn,
  });
}

const wscat = connectCommand(url, settings.authorization);
export { wscat as connect };
export const tableName = connections.tableName;
export const natAddress = network?.address ?? "";
export const functionName = events.function.name;
export const publisherName = publisher?.function.name ?? "";
export const logGroup = events.logGroup.name;
export const region = aws.region;
// Pulumi Cloud shows this page with the other outputs filled in.
export const readme = readFileSync("Pulumi.README.md", "utf8");
