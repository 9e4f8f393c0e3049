import type { AccessControl } from "../../../src/iam/access/access";
import type { Authorizer, WebSocketApi } from "../../../src/model/model";
import { startTestGateway, type Handle, type TestGateway } from "./gateway";
import { apiOf, stageOf } from "../models";

export const ARN = "arn:aws:execute-api:us-east-1:123456789012:x5dq2mb9qi";
export const METHOD_ARN = `${ARN}/dev/$connect`;

/** An authorizer's policy of one statement. */
export function policy(Effect: string, Resource: unknown = "*", Condition?: object) {
  const Action = "execute-api:Invoke";
  return { Version: "2012-10-17", Statement: [{ Effect, Action, Resource, Condition }] };
}

/** An authorizer that lets everyone in. */
export function allowing(context?: unknown, principalId: unknown = "probe-principal"): Handle {
  return () => ({ principalId, policyDocument: policy("Allow"), context });
}

/** Starts a gateway whose `$connect` has the authorizer "guard". */
export function startGuardedGateway(
  authorizer: Partial<Authorizer> = {},
  access?: AccessControl,
): Promise<TestGateway> {
  return startTestGateway({ api: guardedApi(authorizer), ...(access && { access }) });
}

function guardedApi(authorizer: Partial<Authorizer>): WebSocketApi {
  const variables = { tenant: "blue", empty: "" };
  const stages = [stageOf("dev"), stageOf("variables", { variables })];
  const api = apiOf(["$connect", "$disconnect", "$default"], { stages });
  api.routes.get("$connect")!.authorization = {
    type: "CUSTOM",
    authorizer: { id: "abc123", functionName: "guard", identitySources: [], ...authorizer },
  };
  return api;
}
