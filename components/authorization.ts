import type * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import type * as lambda from "@pulumi/aws/lambda";
import type { Statement } from "pulumi-callback";
import { closeConnections } from "./permissions";
import type * as tokenAuthorizer from "./token-authorizer";

export interface AuthorizationArgs extends tokenAuthorizer.TokenAuthorizerArgs {
  authorization: "NONE" | "AWS_IAM" | "JWT";
}

/** Who may connect. */
export interface Authorization {
  /** Arguments of the route `$connect`, the only one that API Gateway authorizes. */
  connectRoute: Pick<apigatewayv2.RouteArgs, "authorizationType" | "authorizerId">;
  /** The permissions of what sends messages: to close connections whose token has expired. */
  allow(stage: apigatewayv2.Stage): Statement[];
  /** The function that verifies tokens, by the name that alarms and graphs give it; none without tokens. */
  functions: Record<string, lambda.Function>;
}

/** Everyone, whoever signs, or whoever has a token, which a function of its own verifies. */
export function authorizationFor(args: AuthorizationArgs): Authorization {
  const { authorization, endsConnection } = args;
  if (authorization !== "JWT")
    return { connectRoute: { authorizationType: authorization }, allow: () => [], functions: {} };
  const { authorizer, function: verifier } = new (loadTokenAuthorizer().TokenAuthorizer)(
    "authorizer",
    args,
  );
  return {
    connectRoute: { authorizationType: "CUSTOM", authorizerId: authorizer.id },
    allow: (stage) => (endsConnection ? [closeConnections(stage)] : []),
    functions: { authorizer: verifier },
  };
}

/** Programs without tokens never load the code that verifies them. */
function loadTokenAuthorizer(): typeof tokenAuthorizer {
  // oxlint-disable-next-line typescript/no-require-imports -- an import would load it at once
  return require("./token-authorizer") as typeof tokenAuthorizer;
}
