import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "pulumi-callback";
import { answer, type SocketEvent } from "./handlers/answer";
import { authorize, type AuthorizerEvent } from "./handlers/authorize";
import { reply, type HttpEvent } from "./handlers/reply";
import { closedHttpApi, httpApi, quickApi } from "./parts/http";
import { functionRoutes, mayInvoke, mockRoutes, socketApi } from "./parts/sockets";

const common = { memorySize: 256, timeout: 10, logRetentionDays: 1 } as const;

// What stands behind the HTTP APIs.
const replying = new Callback<HttpEvent>("reply", { ...common, callback: reply });
const authorizer = new Callback<AuthorizerEvent>("authorize", { ...common, callback: authorize });
const http = httpApi({
  reply: replying.function,
  getOnly: new Callback<HttpEvent>("get-only", { ...common, callback: reply }).function,
  throttled: new Callback<HttpEvent>("throttled", {
    ...common,
    callback: reply,
    reservedConcurrency: 0,
  }).function,
  authorize: authorizer.function,
});

// The API that the recorder connects to. Its function tells where the others are.
const api = socketApi("api");
const busy = socketApi("busy");
const guarded = socketApi("guarded");
const closed = socketApi("closed", { isClosed: true });
const addresses = pulumi.jsonStringify({
  busy: pulumi.interpolate`${busy.apiEndpoint}/busy`,
  guarded: pulumi.interpolate`${guarded.apiEndpoint}/guarded`,
  closed: pulumi.interpolate`${closed.apiEndpoint}/closed`,
  http: http.apiEndpoint,
  httpClosed: closedHttpApi().apiEndpoint,
  httpQuick: quickApi(replying.function).apiEndpoint,
});
const answering = new Callback<SocketEvent>("answer", {
  ...common,
  environment: { ADDRESSES: addresses },
  callbackFactory: () => {
    const { ADDRESSES = "" } = process.env;
    return (event) => answer(event, ADDRESSES);
  },
});
functionRoutes("api", api, answering.function, [
  ...["$connect", "$disconnect", "$default"],
  ...["whoami", "where", "quiet", "nothing", "fail", "slow", "late"],
]);
mockRoutes("api-mock", api, ["mock"]);
const stage = new apigatewayv2.Stage("api", { apiId: api.id, name: "probe", autoDeploy: true });

// One message of each route in two seconds.
mockRoutes("busy", busy, ["$connect", "one", "two"]);
new apigatewayv2.Stage("busy", {
  apiId: busy.id,
  name: "busy",
  autoDeploy: true,
  defaultRouteSettings: { throttlingRateLimit: 0.5, throttlingBurstLimit: 1 },
});

// Asks an authorizer, which decides as the handshake says.
const guard = new apigatewayv2.Authorizer("guard", {
  apiId: guarded.id,
  authorizerType: "REQUEST",
  authorizerUri: authorizer.invokeArn,
  identitySources: ["route.request.querystring.do"],
});
const mock = mockRoutes("guarded", guarded, ["$default"]);
new apigatewayv2.Route("guarded-connect", {
  apiId: guarded.id,
  routeKey: "$connect",
  authorizationType: "CUSTOM",
  authorizerId: guard.id,
  target: pulumi.interpolate`integrations/${mock.id}`,
});
mayInvoke("guard", authorizer.function, pulumi.interpolate`${guarded.executionArn}/authorizers/*`);
new apigatewayv2.Stage("guarded", { apiId: guarded.id, name: "guarded", autoDeploy: true });

// No way leads to it.
mockRoutes("closed", closed, ["$connect"]);
new apigatewayv2.Stage("closed", { apiId: closed.id, name: "closed", autoDeploy: true });

export const url = stage.invokeUrl;
