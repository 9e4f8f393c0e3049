import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});

// Answers by itself: the template of the request chooses the status, the status the template of the answer.
const pong = new apigatewayv2.Integration("pong", {
  apiId: api.id,
  integrationType: "MOCK",
  requestTemplates: { "200": '{"statusCode": 200}' },
  templateSelectionExpression: "200",
});
new apigatewayv2.IntegrationResponse("pong", {
  apiId: api.id,
  integrationId: pong.id,
  integrationResponseKey: "/200/",
  responseTemplates: { "200": '{"action":"pong"}' },
});

// Whatever traffic there is keeps a connection from being closed after ten idle minutes.
const ping = new apigatewayv2.Route("ping", {
  apiId: api.id,
  routeKey: "ping",
  target: pulumi.interpolate`integrations/${pong.id}`,
  routeResponseSelectionExpression: "$default",
});
new apigatewayv2.RouteResponse("pong", {
  apiId: api.id,
  routeId: ping.id,
  routeResponseKey: "$default",
});

const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });

export const url = stage.invokeUrl;
