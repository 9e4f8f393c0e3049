import type { GatewayState } from "../../state";
import type { HttpCall } from "../call";
import { UNASKED, type Authorization } from "./authorized";
import type { AuthorizerCache } from "./authorizer-cache";
import { verifyToken } from "./jwt-authorizer";
import { askAuthorizer } from "./lambda-authorizer";
import type { TokenKeys } from "./token-keys";

/** What authorizers keep between requests. */
export interface Kept {
  keys: TokenKeys;
  cache: AuthorizerCache;
}

/** Authorizes a request as its route demands. */
export function authorize(
  call: HttpCall,
  { keys, cache }: Kept,
  state: GatewayState,
): Promise<Authorization> | Authorization {
  const { authorization } = call.route;
  switch (authorization.type) {
    case "NONE":
      return UNASKED;
    case "JWT":
      return verifyToken(call, authorization.authorizer, authorization.scopes, keys, state);
    case "CUSTOM":
      return askAuthorizer(call, authorization.authorizer, cache, state);
  }
}
