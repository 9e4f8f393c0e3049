import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { Callback } from "pulumi-callback";

const config = new pulumi.Config();

interface Handshake {
  methodArn: string;
  headers?: Record<string, string>;
}

// Asked once for each connection. A browser presents the token as a subprotocol: `bearer, TOKEN`.
const guard = new Callback("guard", {
  environment: {
    USER_POOL_ID: config.require("issuer").split("/").at(-1)!,
    CLIENT_ID: config.require("audience"),
  },
  callbackFactory: () => {
    const { USER_POOL_ID: userPoolId = "", CLIENT_ID: clientId = "" } = process.env;
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "access" });
    return async ({ methodArn, headers = {} }: Handshake) => {
      const name = Object.keys(headers).find((each) => /^sec-websocket-protocol$/i.test(each));
      const token = headers[name ?? ""]?.split(",")[1]?.trim();
      // API Gateway reads this message, and answers 401.
      if (!token) throw new Error("Unauthorized");
      const payload = await verifier.verify(token).catch(() => undefined);
      return {
        principalId: payload?.username ?? "nobody",
        policyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: payload ? "Allow" : "Deny",
              Action: "execute-api:Invoke",
              Resource: methodArn,
            },
          ],
        },
      };
    };
  },
});

interface Event {
  requestContext: { authorizer: { principalId: string } };
}

// Accepts the connection as a browser expects it, and greets whoever sends something.
const greeter = new Callback("greeter", {
  callback: async ({ requestContext: { authorizer } }: Event) => ({
    statusCode: 200,
    headers: { "Sec-WebSocket-Protocol": "bearer" },
    body: `Hello ${authorizer.principalId}`,
  }),
});

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const authorizer = new apigatewayv2.Authorizer("guard", {
  apiId: api.id,
  authorizerType: "REQUEST",
  authorizerUri: guard.invokeArn,
  // What every handshake has: the function looks for the token.
  identitySources: ["context.connectionId"],
});
const integration = new apigatewayv2.Integration("integration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: greeter.invokeArn,
});
const target = pulumi.interpolate`integrations/${integration.id}`;
new apigatewayv2.Route("connect", {
  apiId: api.id,
  routeKey: "$connect",
  target,
  authorizationType: "CUSTOM",
  authorizerId: authorizer.id,
});
const route = new apigatewayv2.Route("default", {
  apiId: api.id,
  routeKey: "$default",
  target,
  routeResponseSelectionExpression: "$default",
});
new apigatewayv2.RouteResponse("answer", {
  apiId: api.id,
  routeId: route.id,
  routeResponseKey: "$default",
});

const permission = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
new lambda.Permission("askGuard", {
  ...permission,
  function: guard.name,
  sourceArn: pulumi.interpolate`${api.executionArn}/authorizers/${authorizer.id}`,
});
const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });
new lambda.Permission("permission", {
  ...permission,
  function: greeter.name,
  sourceArn: pulumi.interpolate`${stage.executionArn}/*`,
});

export const url = stage.invokeUrl;
