import type { Authorizer } from "../../model/model";
import type { Context } from "../../iam/policy/glob";
import { evaluateAuthorizerPolicy } from "./authorizer-policy";
import type { Connection } from "../connection";
import type { ConnectRequest } from "./connect-request";
import { groupedQuery, lastValues, queryOf, requestContext } from "../integration/events";
import { authorizerHeaders } from "../integration/headers";
import { callFunction, inStage } from "../integration/call-function";
import { MAX_AUTHORIZER_RESULT_BYTES, MAX_INTEGRATION_MS } from "../limits";
import type { Fault } from "../responses";
import type { GatewayState } from "../state";

/** What an authorizer decides: a refusal, or the context that every event of the connection carries. */
export type Verdict = { fault: Fault } | { context: Record<string, string>; latencyMs: number };

const UNAUTHORIZED = fault(401, "Unauthorized", "UNAUTHORIZED");
const FAILED = fault(500, "Internal server error", "AUTHORIZER_FAILURE");
/** The function returned something that is not an authorizer response. */
const MISCONFIGURED = fault(500, "", "AUTHORIZER_CONFIGURATION_ERROR");

export interface AuthorizerRequest extends ConnectRequest {
  authorizer: Authorizer;
  /** ARN of the route `$connect`. */
  methodArn: string;
  /** ARN that the function's permission names. */
  sourceArn: string;
}

/**
 * Calls a Lambda authorizer. WebSocket APIs have no authorizer cache: it is called for every connection.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export async function authorize(asked: AuthorizerRequest, state: GatewayState): Promise<Verdict> {
  const { authorizer, methodArn, sourceArn, connection, nowMs } = asked;
  if (!hasIdentity(asked)) return UNAUTHORIZED;
  const startedAt = state.clock.now();
  const target = { ...inStage(authorizer, asked.stage.name), timeoutMs: MAX_INTEGRATION_MS };
  const called = await callFunction(target, sourceArn, authorizerEvent(asked), state);
  if (called.kind === "functionError") {
    const { errorMessage } = (called.payload ?? {}) as { errorMessage?: unknown };
    return errorMessage === "Unauthorized" ? UNAUTHORIZED : FAILED;
  }
  if (called.kind !== "result") return FAILED;
  const latencyMs = state.clock.now() - startedAt;
  return verdictOf(called.payload, methodArn, latencyMs, conditionContext(connection, nowMs));
}

/** Whether every identity source is present and not empty; otherwise the function is not called. */
function hasIdentity({ authorizer, stage, request, ...rest }: AuthorizerRequest): boolean {
  // The type and direction of the event are no identity sources.
  const { eventType: _type, messageDirection: _direction, ...context } = contextOf(rest);
  const own = (values: object, name: string): unknown =>
    Object.hasOwn(values, name) ? (values as Record<string, unknown>)[name] : undefined;
  const places: [prefix: string, valueOf: (name: string) => unknown][] = [
    ["route.request.header.", (name) => own(request.headers, name.toLowerCase())],
    ["route.request.querystring.", (name) => queryOf(request).get(name)],
    ["stageVariables.", (name) => own(stage.variables, name)],
    ["context.", (name) => own(context, name)],
  ];
  return authorizer.identitySources.every((source) => {
    const text = source.replace(/^\$\{?|\}$/g, "");
    const [prefix, valueOf] = places.find(([start]) => text.startsWith(start)) ?? [];
    return prefix !== undefined && Boolean(valueOf!(text.slice(prefix.length)));
  });
}

/** The event of a REQUEST authorizer: with all headers of the handshake, without a body. */
function authorizerEvent(asked: AuthorizerRequest) {
  const { connection, stage, request, methodArn, traceId } = asked;
  const headers = authorizerHeaders(request, connection.sourceIp, traceId);
  const query = groupedQuery(request);
  return {
    type: "REQUEST",
    methodArn,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: query,
    stageVariables: stage.variables,
    requestContext: contextOf(asked),
  };
}

function contextOf({
  connection,
  requestId,
  nowMs,
}: Pick<AuthorizerRequest, "connection" | "requestId" | "nowMs">) {
  const ids = { routeKey: "$connect", eventType: "CONNECT", requestId, nowMs } as const;
  return requestContext(connection, ids);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html */
export function conditionContext(
  { sourceIp, userAgent }: Pick<Connection, "sourceIp" | "userAgent">,
  nowMs: number,
): Context {
  const values: Record<string, string | undefined> = {
    "aws:sourceip": sourceIp,
    "aws:useragent": userAgent,
    "aws:securetransport": "true",
    "aws:currenttime": new Date(nowMs).toISOString(),
    "aws:epochtime": String(Math.floor(nowMs / 1000)),
  };
  return (key) => (values[key] === undefined ? undefined : [values[key]]);
}

interface AuthorizerResponse {
  principalId?: unknown;
  policyDocument?: unknown;
  context?: unknown;
}

function verdictOf(
  response: unknown,
  methodArn: string,
  latencyMs: number,
  conditions: Context,
): Verdict {
  const { principalId, policyDocument, context } = (response ?? {}) as AuthorizerResponse;
  const texts = contextTexts(context);
  // Unconfirmed [authorizer-size]: an authorizer response of more than 8 KB is refused like a malformed one.
  const isTooLarge =
    Buffer.byteLength(JSON.stringify(response) ?? "") > MAX_AUTHORIZER_RESULT_BYTES;
  const isObject = typeof principalId === "object" && principalId !== null;
  if (!texts || isObject || isTooLarge) return MISCONFIGURED;
  switch (evaluateAuthorizerPolicy(policyDocument, methodArn, conditions)) {
    case "malformed":
      return MISCONFIGURED;
    case "explicitDeny":
      return denied("with an explicit deny in an identity-based policy");
    case "implicitDeny":
      return denied("because no identity-based policy allows the execute-api:Invoke action");
    case "allow": {
      if (principalId !== undefined && principalId !== null) {
        texts.principalId = String(principalId);
      }
      return { context: texts, latencyMs };
    }
  }
}

function denied(why: string): Verdict {
  // Unconfirmed [authorizer-deny]: the wording of the message to a handshake that an authorizer denies.
  return fault(403, `User is not authorized to access this resource ${why}`, "ACCESS_DENIED");
}

function fault(status: number, message: string, responseType: string): { fault: Fault } {
  return { fault: { status, message, responseType } };
}

/** All values become text and null is dropped. @returns undefined if a value is an object or an array. */
function contextTexts(context: unknown): Record<string, string> | undefined {
  if (context === undefined || context === null) return {};
  if (typeof context !== "object" || Array.isArray(context)) return undefined;
  const entries = Object.entries(context).filter(([, value]) => value !== null);
  if (entries.some(([, value]) => typeof value === "object")) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
