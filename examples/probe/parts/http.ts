import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cognito from "@pulumi/aws/cognito";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { mayInvoke } from "./sockets";

export interface HttpFunctions {
  reply: lambda.Function;
  /** API Gateway may invoke it for GET only. */
  getOnly: lambda.Function;
  /** Has no concurrency: every invocation is throttled. */
  throttled: lambda.Function;
  authorize: lambda.Function;
}

/** An HTTP API with a route for each thing that is compared. */
export function httpApi({ reply, getOnly, throttled, authorize }: HttpFunctions): apigatewayv2.Api {
  const api = new apigatewayv2.Api("http", {
    protocolType: "HTTP",
    corsConfiguration: { allowOrigins: ["http://localhost:5173"], allowMethods: ["GET"] },
  });
  const integration = (name: string, called: lambda.Function, payloadFormatVersion = "2.0") =>
    new apigatewayv2.Integration(name, {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: called.invokeArn,
      payloadFormatVersion,
    });
  const route = (
    name: string,
    routeKey: string,
    { id }: apigatewayv2.Integration,
    rest: Partial<apigatewayv2.RouteArgs> = {},
  ) =>
    new apigatewayv2.Route(name, {
      apiId: api.id,
      routeKey,
      target: pulumi.interpolate`integrations/${id}`,
      ...rest,
    });

  const replies = integration("replies", reply);
  route("show", "ANY /show", replies);
  route("show-below", "GET /show/{proxy+}", replies);
  route("exact-for-any", "ANY /method/exact", replies);
  route("variable-for-get", "GET /method/{name}", replies);
  route("preflight", "OPTIONS /show", replies);
  route("format-1", "GET /format-1", integration("format-1", reply, "1.0"));
  route("get-only", "ANY /get-only", integration("get-only", getOnly));
  route("throttled", "GET /throttled", integration("throttled", throttled));

  const guard = new apigatewayv2.Authorizer("http-guard", {
    apiId: api.id,
    authorizerType: "REQUEST",
    authorizerUri: authorize.invokeArn,
    authorizerPayloadFormatVersion: "2.0",
    enableSimpleResponses: true,
    authorizerResultTtlInSeconds: 0,
    identitySources: ["$request.querystring.guard"],
  });
  route("guarded", "GET /guarded", replies, {
    authorizationType: "CUSTOM",
    authorizerId: guard.id,
  });

  // Nobody ever signs in: what is wrong with a token is compared.
  const pool = new cognito.UserPool("pool");
  const client = new cognito.UserPoolClient("client", { userPoolId: pool.id });
  const tokens = new apigatewayv2.Authorizer("tokens", {
    apiId: api.id,
    authorizerType: "JWT",
    identitySources: ["$request.header.Authorization"],
    jwtConfiguration: {
      issuer: pulumi.interpolate`https://${pool.endpoint}`,
      audiences: [client.id],
    },
  });
  route("token", "GET /token", replies, { authorizationType: "JWT", authorizerId: tokens.id });

  new apigatewayv2.Stage("http", { apiId: api.id, name: "$default", autoDeploy: true });
  const routeArn = (path: string) => pulumi.interpolate`${api.executionArn}/*/${path}`;
  mayInvoke("http-reply", reply, routeArn("*"));
  mayInvoke("http-get-only", getOnly, routeArn("GET/get-only"));
  mayInvoke("http-throttled", throttled, routeArn("GET/throttled"));
  mayInvoke("http-authorize", authorize, pulumi.interpolate`${api.executionArn}/authorizers/*`);
  return api;
}

/** An HTTP API whose default endpoint is disabled. */
export function closedHttpApi(): apigatewayv2.Api {
  const api = new apigatewayv2.Api("http-closed", {
    protocolType: "HTTP",
    disableExecuteApiEndpoint: true,
  });
  new apigatewayv2.Stage("http-closed", { apiId: api.id, name: "$default", autoDeploy: true });
  return api;
}

/** An HTTP API whose integration, route and stage API Gateway makes by itself. */
export function quickApi(called: lambda.Function): apigatewayv2.Api {
  const api = new apigatewayv2.Api("http-quick", { protocolType: "HTTP", target: called.arn });
  mayInvoke("http-quick", called, pulumi.interpolate`${api.executionArn}/*`);
  return api;
}
