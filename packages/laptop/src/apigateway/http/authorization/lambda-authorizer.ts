import type { HttpAuthorizer } from "../../../model/model";
import { evaluateAuthorizerPolicy } from "../../handshake/authorizer-policy";
import { conditionContext } from "../../handshake/authorizer";
import { callFor, inStage } from "../../integration/call-function";
import { HTTP_AUTHORIZER_MS, MAX_AUTHORIZER_RESULT_BYTES } from "../../limits";
import type { GatewayState } from "../../state";
import { AUTHORIZER_FAILED, FORBIDDEN, UNAUTHORIZED, type HttpFault } from "../answer";
import { sourceIpOf, type HttpCall } from "../call";
import { context1, context2, describe1, describe2, variablesOf } from "../events";
import type { Authorization } from "./authorized";
import type { AuthorizerCache } from "./authorizer-cache";
import { identityOf } from "./identity-sources";

/**
 * Asks a Lambda authorizer, or uses its answer to the same identity again.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export async function askAuthorizer(
  call: HttpCall,
  authorizer: HttpAuthorizer,
  cache: AuthorizerCache,
  state: GatewayState,
): Promise<Authorization> {
  const identity = authorizer.identitySources.map((source) => identityOf(source, call));
  if (identity.some((value) => value === undefined)) return refused(UNAUTHORIZED);
  const key = [call.api.id, call.stage.name, authorizer.id, ...(identity as string[])];
  const isCached = authorizer.ttlSeconds > 0 && identity.length > 0;
  const cached = isCached ? cache.find(key) : undefined;
  if (cached !== undefined) return verdictOf(cached.answer, call, authorizer);
  const event = authorizerEvent(call, authorizer, identity as string[]);
  const called = await callFor(
    { ...inStage(authorizer, call.stage.name), timeoutMs: HTTP_AUTHORIZER_MS },
    `${call.api.executionArn}/authorizers/${authorizer.id}`,
    {
      event,
      sender: call.requestId,
      recorded: { apigwRequestId: call.requestId, routeKey: call.route.routeKey },
    },
    state,
  );
  if (called.kind === "functionError") {
    const { errorMessage } = (called.payload ?? {}) as { errorMessage?: unknown };
    // Unconfirmed [http-authorizer-unauthorized]: an authorizer of an HTTP API that fails with "Unauthorized" gets the status 401.
    return refused(errorMessage === "Unauthorized" ? UNAUTHORIZED : AUTHORIZER_FAILED);
  }
  if (called.kind !== "result") return refused(AUTHORIZER_FAILED);
  const verdict = verdictOf(called.payload, call, authorizer);
  const isAnswer = !("fault" in verdict) || verdict.fault === FORBIDDEN;
  if (isCached && isAnswer) cache.keep(key, called.payload, authorizer.ttlSeconds);
  return verdict;
}

function authorizerEvent(call: HttpCall, { format }: HttpAuthorizer, identity: string[]): object {
  const arn = routeArn(call);
  const variables = variablesOf(call);
  if (format === "2.0") {
    return {
      version: "2.0",
      type: "REQUEST",
      routeArn: arn,
      identitySource: identity.length > 0 ? identity : null,
      ...describe2(call),
      requestContext: context2(call),
      ...(call.pathParameters && { pathParameters: call.pathParameters }),
      ...(variables && { stageVariables: variables }),
    };
  }
  const { version, ...described } = describe1(call);
  return {
    version,
    type: "REQUEST",
    methodArn: arn,
    identitySource: identity.join(","),
    authorizationToken: identity.join(","),
    ...described,
    pathParameters: call.pathParameters ?? {},
    stageVariables: variables ?? {},
    requestContext: context1(call),
  };
}

/** The ARN that the policies of authorizers name: with the path of the request. */
function routeArn({ api, stage, method, routePath }: HttpCall): string {
  return `${api.executionArn}/${stage.name}/${method}${routePath}`;
}

function verdictOf(answer: unknown, call: HttpCall, authorizer: HttpAuthorizer): Authorization {
  const text = JSON.stringify(answer) ?? "";
  const isTooLarge = Buffer.byteLength(text) > MAX_AUTHORIZER_RESULT_BYTES;
  if (typeof answer !== "object" || answer === null || isTooLarge)
    return refused(AUTHORIZER_FAILED);
  const { isAuthorized, principalId, policyDocument, context } = answer as Record<string, unknown>;
  const isContext = context === undefined || context === null || typeof context === "object";
  if (!isContext) return refused(AUTHORIZER_FAILED);
  if (authorizer.hasSimpleResponses) {
    if (typeof isAuthorized !== "boolean") return refused(AUTHORIZER_FAILED);
    return isAuthorized ? allowed(context) : refused(FORBIDDEN);
  }
  const { request, nowMs } = call;
  const caller = { sourceIp: sourceIpOf(request), userAgent: request.headers["user-agent"] };
  const conditions = conditionContext(caller, nowMs);
  switch (evaluateAuthorizerPolicy(policyDocument, routeArn(call), conditions)) {
    case "malformed":
      return refused(AUTHORIZER_FAILED);
    case "allow":
      return allowed(context, principalId);
    default:
      return refused(FORBIDDEN);
  }
}

function allowed(context: object | null | undefined, principalId?: unknown): Authorization {
  const who = principalId === undefined ? {} : { principalId };
  return {
    // Unconfirmed [http-authorizer-no-context]: format 2.0 has `null` for an authorizer's context that is absent, and no principalId.
    events: {
      "1.0": { authorizer: { ...context, ...who } },
      "2.0": { authorizer: { lambda: context ?? null } },
    },
    logged: { ...context, ...who },
  };
}

function refused(fault: HttpFault): Authorization {
  return { fault, logged: { error: fault.message } };
}
