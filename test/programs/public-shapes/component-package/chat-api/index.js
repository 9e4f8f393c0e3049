"use strict";
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

/** A component as packages publish it: one function for each route, all below it. */
class ChatApi extends pulumi.ComponentResource {
  constructor(name, { routes }, options) {
    super("acme:chat:ChatApi", name, { routes }, options);
    const parent = this;
    const service = { Service: "lambda.amazonaws.com" };
    const assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal(service);
    const role = new aws.iam.Role(name, { assumeRolePolicy }, { parent });
    const api = new aws.apigatewayv2.Api(
      name,
      { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action" },
      { parent },
    );
    for (const [routeKey, text] of Object.entries(routes)) {
      const as = `${name}-${routeKey.replace("$", "")}`;
      const code = new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset(text),
      });
      const settings = { role: role.arn, runtime: "nodejs22.x", handler: "index.handler", code };
      const handler = new aws.lambda.Function(as, settings, { parent });
      const call = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
      const sourceArn = pulumi.interpolate`${api.executionArn}/*/*`;
      new aws.lambda.Permission(as, { ...call, function: handler, sourceArn }, { parent: handler });
      const to = { integrationType: "AWS_PROXY", integrationUri: handler.invokeArn };
      const integration = new aws.apigatewayv2.Integration(
        as,
        { apiId: api.id, ...to },
        { parent },
      );
      const target = pulumi.interpolate`integrations/${integration.id}`;
      const answers = { routeResponseSelectionExpression: "$default" };
      const route = { apiId: api.id, routeKey, target, ...answers };
      const { id: routeId } = new aws.apigatewayv2.Route(as, route, { parent });
      const response = { apiId: api.id, routeId, routeResponseKey: "$default" };
      new aws.apigatewayv2.RouteResponse(as, response, { parent });
    }
    const stage = { apiId: api.id, name: "v1", autoDeploy: true };
    this.url = new aws.apigatewayv2.Stage(name, stage, { parent }).invokeUrl;
    this.registerOutputs({ url: this.url });
  }
}
exports.ChatApi = ChatApi;
