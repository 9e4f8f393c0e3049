import { commonLogTime } from "../integration/events";
import { placeOfArn } from "../../shared/aws-names";
import { decodedPath, sourceIpOf, type HttpCall } from "./call";

/**
 * The variables `$context` of a request, nested as their names are.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function requestContextValues(call: HttpCall): Record<string, unknown> {
  const { api, stage, route, method, request, requestId, nowMs, domainName, domainPrefix } = call;
  return {
    accountId: placeOfArn(api.executionArn).accountId,
    apiId: api.id,
    domainName,
    domainPrefix,
    extendedRequestId: requestId,
    httpMethod: method,
    identity: { sourceIp: sourceIpOf(request), userAgent: request.headers["user-agent"] },
    path: decodedPath(call.path),
    protocol: `HTTP/${request.httpVersion}`,
    requestId,
    requestTime: commonLogTime(nowMs),
    requestTimeEpoch: Math.floor(nowMs / 1000),
    routeKey: route.routeKey,
    stage: stage.name,
  };
}
