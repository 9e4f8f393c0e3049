import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";

const api = new apigatewayv2.Api("api", { protocolType: "WEBSOCKET" });

for (const routeKey of ["$connect", "$disconnect", "$default"])
  new apigatewayv2.Route(routeKey, { apiId: api.id, routeKey });

// Route settings without limits: AWS takes both as 0 and answers 429 to everything.
new apigatewayv2.Stage("refusing", {
  apiId: api.id,
  defaultRouteSettings: { loggingLevel: "INFO" },
  accessLogSettings: {
    destinationArn: "arn:aws:logs:us-east-1:123456789012:log-group:access",
    format: '$context.identity.sourceIp "$context.routeKey" $context.status',
  },
});

new apigatewayv2.Stage("bare", { apiId: api.id });

new apigatewayv2.DomainName("domain", {
  domainName: "ws.example.com",
  domainNameConfiguration: {
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
    endpointType: "REGIONAL",
    securityPolicy: "TLS_1_0",
  },
});
