import type { IncomingMessage, ServerResponse } from "node:http";
import { InProgress } from "../../shared/in-progress";
import { readBody } from "../../shared/request-body";
import { requestId as newRequestId, traceId as newTraceId } from "../ids";
import { MAX_HTTP_BODY_BYTES, MAX_HTTP_HEAD_BYTES } from "../limits";
import { byteFields } from "../observe/body-fields";
import { waitForProgram } from "../observe/wait-for-program";
import type { GatewayState } from "../state";
import { logHttpAccess } from "./access-log";
import {
  answerOf,
  BAD_REQUEST,
  FUNCTION_FAILED,
  HEAD_TOO_LARGE,
  NOT_FOUND,
  sendAnswer,
  TOO_LARGE,
  TOO_MANY,
  type HttpAnswer,
  type HttpFault,
} from "./answer";
import { authorize, type Kept } from "./authorization/authorize";
import { sourceIpOf, type HttpCall } from "./call";
import { corsHeaders, isPreflight } from "./cors";
import { findHttpEndpoint, type HttpEndpoint } from "./endpoint";
import { integrateHttp, type Ended } from "./integrate";
import { selectRoute, type SelectedRoute } from "./select-route";

/**
 * Serves HTTP APIs. Every request goes through AWS's phases:
 * - route selection: `select-route.ts`; preflight requests of browsers: `cors.ts`.
 * - authorization: `authorization/`.
 * - integration request: builds the event, `events.ts`.
 * - integration, and its response: `integrate.ts`, `function-response.ts`.
 * - access log: `access-log.ts`.
 */
export function serveHttpApis(
  state: GatewayState,
  kept: Kept,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { inProgress = new InProgress() } = state;
  return async (request, response) => {
    const { body } = await readBody(request, MAX_HTTP_BODY_BYTES);
    await inProgress.add(handleRequest(request, response, body, kept, state));
  };
}

/** @param body undefined if it was too large. */
async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer | undefined,
  kept: Kept,
  state: GatewayState,
): Promise<void> {
  const waited = await waitForProgram("REQUEST", null, state);
  const { clock, journal } = state;
  const { method = "", url = "/", headers } = request;
  const [requestId, nowMs] = [newRequestId(), clock.now()];
  const endpoint = findHttpEndpoint(state.model, headers.host ?? "", url);
  const selected = endpoint && selectIn(endpoint, method);
  const routeKey = selected?.route.routeKey ?? null;
  const { api, stage, path = url.split("?", 1)[0]! } = endpoint ?? {};
  journal.record("apigateway", "request", {
    apigwRequestId: requestId,
    apiId: api?.id,
    stage: stage?.name,
    routeKey,
    method,
    path,
    sourceIp: sourceIpOf(request),
    ...byteFields(body ?? Buffer.alloc(0)),
    ...waited,
  });
  const refusal = refuseEarly(request, body, selected);
  const call =
    endpoint && stage && selected && !refusal
      ? { ...endpoint, ...selected, stage, request, method, body: body!, requestId, nowMs }
      : undefined;
  const phased = call && { ...call, traceId: newTraceId(nowMs) };
  const ended = phased
    ? await takeThrough(phased, kept, state).catch(failed(requestId, state))
    : endedBy(refusal ?? preflightOf(request, endpoint) ?? NOT_FOUND);
  const cors = api?.cors;
  const answer = cors ? withCors(ended.answer, corsHeaders(request, cors)) : ended.answer;
  sendAnswer(response, answer, requestId);
  const durationMs = clock.now() - nowMs;
  journal.record("apigateway", "response", {
    apigwRequestId: requestId,
    status: answer.status,
    durationMs,
    ...byteFields(answer.body),
  });
  if (phased) logHttpAccess(phased, ended, durationMs, journal);
}

/** A mistake of the gateway's own is answered, and told to the journal. */
function failed(apigwRequestId: string, { journal }: GatewayState) {
  return ({ message }: Error): Ended => {
    journal.record("apigateway", "error", { apigwRequestId, message });
    return endedBy(FUNCTION_FAILED);
  };
}

/** Authorization, integration request, integration and its response. */
async function takeThrough(call: HttpCall, kept: Kept, state: GatewayState): Promise<Ended> {
  const { api, stage, route, request } = call;
  if (!state.throttling.admitsEvent(api.id, stage, route.routeKey)) return endedBy(TOO_MANY);
  const authorization = await authorize(call, kept, state);
  const { logged } = authorization;
  if ("fault" in authorization) return { ...endedBy(authorization.fault), logged };
  // Unconfirmed [http-preflight]: where CORS is configured, API Gateway itself answers preflight requests that a route takes, after its authorizer.
  if (api.cors && isPreflight(request)) return { answer: EMPTY, logged };
  const integrated = await integrateHttp(call, authorization, state);
  const { answer = answerOf(integrated.fault!) } = integrated;
  return { ...integrated, answer, logged };
}

function selectIn(
  { api, stage, routePath, path }: HttpEndpoint,
  method: string,
): SelectedRoute | undefined {
  if (!stage?.deployed || !isDecodable(path)) return undefined;
  return selectRoute(api.routes, method, routePath);
}

/** Refuses what no route is asked about. */
function refuseEarly(
  { url = "", method = "", rawHeaders }: IncomingMessage,
  body: Buffer | undefined,
  selected: SelectedRoute | undefined,
): HttpFault | undefined {
  const headBytes = rawHeaders.reduce((sum, text) => sum + text.length, url.length + method.length);
  // Node.js leaves out the names and values beyond that number.
  const isCut = rawHeaders.length >= MAX_NAMES_AND_VALUES;
  if (headBytes > MAX_HTTP_HEAD_BYTES || isCut) return HEAD_TOO_LARGE;
  if (!isDecodable(url.split("?", 1)[0]!)) return BAD_REQUEST;
  return selected && !body ? TOO_LARGE : undefined;
}

/** The answer to a preflight request that no route takes. */
function preflightOf(
  request: IncomingMessage,
  endpoint: HttpEndpoint | undefined,
): HttpAnswer | undefined {
  const { api, stage } = endpoint ?? {};
  return api?.cors && stage?.deployed && isPreflight(request) ? EMPTY : undefined;
}

/** https://nodejs.org/api/http.html#servermaxheaderscount */
const MAX_NAMES_AND_VALUES = 2000;

const EMPTY: HttpAnswer = { status: 204, headers: [], body: Buffer.alloc(0) };

function endedBy(end: HttpFault | HttpAnswer): Ended {
  return "message" in end ? { fault: end, answer: answerOf(end) } : { answer: end };
}

/** Where an API has a configuration of CORS, what functions say of it is left out. */
function withCors(answer: HttpAnswer, added: HttpAnswer["headers"]): HttpAnswer {
  const own = answer.headers.filter(([name]) => !name.startsWith("access-control-"));
  return { ...answer, headers: [...own, ...added] };
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
