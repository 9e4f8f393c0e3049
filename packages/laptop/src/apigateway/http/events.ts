import { placeOfArn } from "../../shared/aws-names";
import { commonLogTime } from "../integration/events";
import type { Authorized } from "./authorization/authorized";
import {
  bodyOf,
  cookiesOf,
  decodedPath,
  eventHeaders,
  grouped,
  joined,
  mapped,
  queryOf,
  rawQueryOf,
  sourceIpOf,
  type HttpCall,
} from "./call";

/** Names that format 1.0 does not write in lower case. */
const SPELLED = new Map(
  [
    "Content-Length",
    "Host",
    "User-Agent",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
  ].map((name) => [name.toLowerCase(), name]),
);

/**
 * The event of a request in the integration's payload format.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function requestEvent(call: HttpCall, format: "1.0" | "2.0", by: Authorized): object {
  const { body, isBase64Encoded } = bodyOf(call);
  if (format === "1.0") {
    const { authorizer = { claims: null, scopes: null } } = by.events["1.0"];
    return {
      ...describe1(call),
      requestContext: context1(call, authorizer),
      pathParameters: call.pathParameters ?? null,
      stageVariables: variablesOf(call) ?? null,
      body: body ?? null,
      isBase64Encoded,
    };
  }
  const variables = variablesOf(call);
  return {
    version: "2.0",
    ...describe2(call),
    requestContext: context2(call, by.events["2.0"].authorizer),
    ...(body !== undefined && { body }),
    ...(call.pathParameters && { pathParameters: call.pathParameters }),
    isBase64Encoded,
    ...(variables && { stageVariables: variables }),
  };
}

/** What events of format 1.0 say of a request, for functions and authorizers. */
export function describe1(call: HttpCall) {
  // Unconfirmed [http-format-1-header-names]: format 1.0 writes header names in lower case, but Host, User-Agent and those that API Gateway adds.
  const pairs = eventHeaders(call).map(([name, value]): [string, string] => [
    SPELLED.get(name) ?? name,
    value,
  ]);
  const headers = grouped(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  const query = grouped(queryOf(call));
  const hasQuery = Object.keys(query).length > 0;
  return {
    version: "1.0",
    resource: resourceOf(call),
    path: decodedPath(call.fullPath),
    httpMethod: call.method,
    headers: mapped(headers, (list) => list.at(-1)!),
    multiValueHeaders: headers,
    queryStringParameters: hasQuery ? mapped(query, (list) => list.at(-1)!) : null,
    multiValueQueryStringParameters: hasQuery ? query : null,
  };
}

/** The same for format 2.0, from `routeKey` on. */
export function describe2(call: HttpCall) {
  const query = queryOf(call);
  const cookies = cookiesOf(call);
  return {
    routeKey: call.route.routeKey,
    rawPath: decodedPath(call.path),
    rawQueryString: rawQueryOf(call.request),
    ...(cookies.length > 0 && { cookies }),
    headers: joined(eventHeaders(call).filter(([name]) => name !== "cookie")),
    ...(query.length > 0 && { queryStringParameters: joined(query) }),
  };
}

/** `requestContext` in format 1.0. */
export function context1(call: HttpCall, authorizer?: object) {
  const { api, stage, method, request, requestId, nowMs, domainName, domainPrefix } = call;
  return {
    accountId: placeOfArn(api.executionArn).accountId,
    apiId: api.id,
    ...(authorizer && { authorizer }),
    domainName,
    domainPrefix,
    extendedRequestId: requestId,
    httpMethod: method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAmr: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: sourceIpOf(request),
      user: null,
      userAgent: request.headers["user-agent"] ?? "",
      userArn: null,
    },
    path: decodedPath(call.fullPath),
    protocol: `HTTP/${request.httpVersion}`,
    requestId,
    requestTime: commonLogTime(nowMs),
    requestTimeEpoch: nowMs,
    resourceId: call.route.routeKey,
    resourcePath: resourceOf(call),
    stage: stage.name,
  };
}

/** `requestContext` in format 2.0. */
export function context2(call: HttpCall, authorizer?: object) {
  const { api, stage, route, method, request, requestId, nowMs, domainName, domainPrefix } = call;
  return {
    accountId: placeOfArn(api.executionArn).accountId,
    apiId: api.id,
    ...(authorizer && { authorizer }),
    domainName,
    domainPrefix,
    http: {
      method,
      path: decodedPath(call.path),
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: sourceIpOf(request),
      userAgent: request.headers["user-agent"] ?? "",
    },
    requestId,
    routeKey: route.routeKey,
    stage: stage.name,
    time: commonLogTime(nowMs),
    timeEpoch: nowMs,
  };
}

/** The variables of the stage; undefined if it has none. */
export function variablesOf({ stage: { variables } }: HttpCall) {
  return Object.keys(variables).length > 0 ? variables : undefined;
}

/** The path of the route key. */
export function resourceOf({ route: { matches } }: HttpCall): string {
  return matches ? `/${matches.segments.join("/")}` : "$default";
}
