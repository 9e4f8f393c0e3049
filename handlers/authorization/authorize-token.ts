import type { Identity } from "./identity";
import { presentedTokens, type Handshake } from "./presented-tokens";
import type { VerifyToken } from "./verify-token";

/**
 * What a Lambda authorizer of a WebSocket API is asked.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export interface AuthorizerEvent extends Handshake {
  /** ARN of the route `$connect`. */
  methodArn: string;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
export interface AuthorizerResponse {
  principalId: string;
  policyDocument: {
    Version: "2012-10-17";
    Statement: [{ Action: "execute-api:Invoke"; Effect: "Allow" | "Deny"; Resource: string }];
  };
  context?: Identity;
}

/**
 * Lets in whoever presents one valid token. Without any, the connection is refused with status 401; with an invalid
 * one, or with several, with status 403. Nothing of a token is logged: a log may be read by more people than the
 * service trusts.
 * @param verify throws if it cannot tell: then the connection is refused with status 500.
 */
export function authorizeToken(verify: VerifyToken) {
  return async (event: AuthorizerEvent): Promise<AuthorizerResponse> => {
    const [token, ...others] = presentedTokens(event);
    // API Gateway reads this message, and answers as it does when an identity source is missing.
    if (token === undefined) throw new Error("Unauthorized");
    const verified = others.length > 0 ? { refused: "there are several" } : await verify(token);
    if (!("refused" in verified)) {
      const { principalId, ...context } = verified.identity;
      return { ...answer(principalId ?? "", "Allow", event), context };
    }
    console.log(`A token was refused: ${verified.refused}.`);
    return answer("nobody", "Deny", event);
  };
}

function answer(
  principalId: string,
  effect: "Allow" | "Deny",
  { methodArn }: AuthorizerEvent,
): AuthorizerResponse {
  const statement = { Action: "execute-api:Invoke", Effect: effect, Resource: methodArn } as const;
  return { principalId, policyDocument: { Version: "2012-10-17", Statement: [statement] } };
}
