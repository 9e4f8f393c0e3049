import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A WebSocket API that sends every message to one function. */
export function serve(handler: aws.lambda.Function): pulumi.Output<string> {
  const api = new aws.apigatewayv2.Api("api", {
    protocolType: "WEBSOCKET",
    routeSelectionExpression: "$request.body.action",
  });
  const integration = new aws.apigatewayv2.Integration("integration", {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: handler.invokeArn,
  });
  const route = new aws.apigatewayv2.Route("default", {
    apiId: api.id,
    routeKey: "$default",
    target: pulumi.interpolate`integrations/${integration.id}`,
    routeResponseSelectionExpression: "$default",
  });
  new aws.apigatewayv2.RouteResponse("default", {
    apiId: api.id,
    routeId: route.id,
    routeResponseKey: "$default",
  });
  new aws.lambda.Permission("gateway", {
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    function: handler.name,
    sourceArn: pulumi.interpolate`${api.executionArn}/*`,
  });
  return new aws.apigatewayv2.Stage("v1", { apiId: api.id, name: "v1", autoDeploy: true })
    .invokeUrl;
}
