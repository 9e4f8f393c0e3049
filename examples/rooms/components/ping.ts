import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";

/**
 * The route `ping`, which API Gateway answers by itself: it keeps a connection from being closed after ten idle
 * minutes, and no function runs.
 */
export class Ping extends pulumi.ComponentResource {
  constructor(
    name: string,
    { api }: { api: apigatewayv2.Api },
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("rooms:index:Ping", name, {}, options);
    const parent = { parent: this };
    const pong = new apigatewayv2.Integration(
      name,
      {
        apiId: api.id,
        integrationType: "MOCK",
        requestTemplates: { "200": '{"statusCode": 200}' },
        templateSelectionExpression: "200",
      },
      parent,
    );
    new apigatewayv2.IntegrationResponse(
      name,
      {
        apiId: api.id,
        integrationId: pong.id,
        integrationResponseKey: "/200/",
        responseTemplates: { "200": '{"type":"pong"}' },
      },
      parent,
    );
    const route = new apigatewayv2.Route(
      name,
      {
        apiId: api.id,
        routeKey: "ping",
        target: pulumi.interpolate`integrations/${pong.id}`,
        routeResponseSelectionExpression: "$default",
      },
      parent,
    );
    new apigatewayv2.RouteResponse(
      name,
      { apiId: api.id, routeId: route.id, routeResponseKey: "$default" },
      parent,
    );
    this.registerOutputs({});
  }
}
