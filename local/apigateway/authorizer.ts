import type { IncomingMessage } from "node:http";
import type { Authorizer, Stage } from "../model/model";
import { evaluateAuthorizerPolicy } from "./authorizer-policy";
import type { Connection } from "./connection";
import { lastValues, queryOf, requestContext } from "./events";
import { authorizerHeaders } from "./headers";
import { within, type IntegrationDeps } from "./integration";

/** Whether a connection may be made, and what the authorizer says of it. */
export type Authorized =
  | { allowed: true; context: Record<string, string>; latencyMs: number }
  | { allowed: false; status: number; message: string };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const TIMEOUT_MS = 29_000;

const NO_IDENTITY: Authorized = { allowed: false, status: 401, message: "Unauthorized" };
const FAILED: Authorized = { allowed: false, status: 500, message: "Internal server error" };
/** What the authorizer answered makes no sense. */
const MISCONFIGURED: Authorized = { allowed: false, status: 500, message: "" };

export interface AuthorizerRequest {
  authorizer: Authorizer;
  connection: Connection;
  stage: Stage;
  request: IncomingMessage;
  /** ARN of the route `$connect`. */
  methodArn: string;
  /** ARN that the function's permission names. */
  sourceArn: string;
  requestId: string;
}

/**
 * Asks a Lambda authorizer. There is no cache: WebSocket APIs ask it for every connection.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export async function authorize(
  asked: AuthorizerRequest,
  deps: IntegrationDeps,
): Promise<Authorized> {
  const { authorizer, methodArn, sourceArn } = asked;
  if (!hasIdentity(asked)) return NO_IDENTITY;
  if (!deps.mayInvoke(authorizer.functionName, sourceArn)) return FAILED;
  const startedAt = deps.clock.now();
  const payload = JSON.stringify(authorizerEvent(asked, startedAt));
  const result = await within(
    deps.clock,
    TIMEOUT_MS,
    deps.invoke(authorizer.functionName, payload),
  );
  if (!result) return FAILED;
  if (result.functionError) {
    const { errorMessage } = JSON.parse(result.payload) as { errorMessage?: string };
    return errorMessage === "Unauthorized" ? NO_IDENTITY : FAILED;
  }
  return verdict(JSON.parse(result.payload), methodArn, deps.clock.now() - startedAt);
}

/** Every identity source must be there and not empty; otherwise the function is not asked. */
function hasIdentity({ authorizer, connection, stage, request }: AuthorizerRequest): boolean {
  const query = queryOf(request);
  // Not of the context: the event's type and direction.
  const {
    eventType: _eventType,
    messageDirection: _direction,
    ...known
  } = contextOf(connection, 1, "-");
  const context: Record<string, unknown> = known;
  return authorizer.identitySources.every((source) => {
    const [, place, name = ""] =
      /^\$?\{?(route\.request\.header|route\.request\.querystring|stageVariables|context)\.([^}]+)\}?$/.exec(
        source,
      ) ?? [];
    switch (place) {
      case "route.request.header":
        return Boolean(request.headers[name.toLowerCase()]);
      case "route.request.querystring":
        return Boolean(query.get(name));
      case "stageVariables":
        return Boolean(stage.variables[name]);
      default:
        return place === "context" && Boolean(context[name]);
    }
  });
}

/** The event of a REQUEST authorizer: the handshake's headers in full, and no body. */
function authorizerEvent(asked: AuthorizerRequest, nowMs: number) {
  const { connection, stage, request, methodArn, requestId } = asked;
  const headers = authorizerHeaders(request, connection.sourceIp, nowMs);
  const query: Record<string, string[]> = {};
  for (const [name, value] of queryOf(request)) (query[name] ??= []).push(value);
  return {
    type: "REQUEST",
    methodArn,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: query,
    stageVariables: stage.variables,
    requestContext: contextOf(connection, nowMs, requestId),
  };
}

function contextOf(connection: Connection, nowMs: number, requestId: string) {
  return requestContext(connection, {
    routeKey: "$connect",
    eventType: "CONNECT",
    requestId,
    nowMs,
  });
}

interface AuthorizerResponse {
  principalId?: unknown;
  policyDocument?: unknown;
  context?: unknown;
}

function verdict(response: unknown, methodArn: string, latencyMs: number): Authorized {
  const { principalId, policyDocument, context } = (response ?? {}) as AuthorizerResponse;
  const texts = contextTexts(context);
  if (!texts || (typeof principalId === "object" && principalId !== null)) return MISCONFIGURED;
  switch (evaluateAuthorizerPolicy(policyDocument, methodArn)) {
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
      return { allowed: true, context: texts, latencyMs };
    }
  }
}

function denied(why: string): Authorized {
  return {
    allowed: false,
    status: 403,
    message: `User is not authorized to access this resource ${why}`,
  };
}

/** All values become text; null ones are dropped; nested ones are a mistake. */
function contextTexts(context: unknown): Record<string, string> | undefined {
  if (context === undefined || context === null) return {};
  if (typeof context !== "object" || Array.isArray(context)) return undefined;
  const entries = Object.entries(context).filter(([, value]) => value !== null);
  if (entries.some(([, value]) => typeof value === "object")) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
