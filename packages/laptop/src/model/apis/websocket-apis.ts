import { UserError } from "../../shared/errors";
import { describe, refuse, textOf, type OfType, type PlainResource } from "../declared";
import { FUNCTION } from "../functions";
import {
  absentFunction,
  buildIntegrations,
  integrationLeftOut,
  targetOf,
  type Absent,
} from "./integrations";
import type {
  Authorization,
  Authorizer,
  Integration,
  LambdaFunction,
  Route,
  Stage,
  WebSocketApi,
} from "../model";
import { buildStage } from "./stages";

/**
 * The WebSocket APIs with their stages, routes, authorizers and integrations.
 * @param leftOut looks up what the run leaves out: routes that need it refuse.
 */
export function buildApis(
  ofType: OfType,
  functions: LambdaFunction[],
  leftOut: OfType,
): WebSocketApi[] {
  const declared = ofType(API).filter(({ outputs }) => outputs.protocolType !== "HTTP");
  return declared.map((api) => {
    const { protocolType } = api.outputs;
    if (protocolType !== "WEBSOCKET") {
      refuse(api, `has protocolType "${textOf(protocolType)}". WEBSOCKET and HTTP are emulated.`);
    }
    if (api.outputs.body) refuse(api, "has an OpenAPI body. Declare its routes in the program.");
    const within =
      (search: OfType): OfType =>
      (type) =>
        search(type).filter(({ outputs }) => outputs.apiId === api.id);
    const ofApi = within(ofType);
    const absent = { ofApi: within(leftOut), functions: leftOut(FUNCTION) };
    const stages = ofApi("aws:apigatewayv2/stage:Stage").map(buildStage);
    const integrations = buildIntegrations(ofApi, functions, stages, absent);
    const authorizers = buildAuthorizers(ofApi, functions, stages, absent);
    const answered = new Set(
      ofApi("aws:apigatewayv2/routeResponse:RouteResponse").map(({ outputs }) => outputs.routeId),
    );
    const routes = [
      ...ofApi(ROUTE).map((route) =>
        buildRoute(route, integrations, authorizers, answered.has(route.id)),
      ),
      ...absent.ofApi(ROUTE).map((route) => routeLeftOut(textOf(route.outputs.routeKey), route)),
    ];
    return {
      id: api.id,
      executionArn: textOf(api.outputs.executionArn),
      name: textOf(api.outputs.name),
      routeSelectionExpression: textOf(api.outputs.routeSelectionExpression),
      disableExecuteApiEndpoint: api.outputs.disableExecuteApiEndpoint === true,
      routes: new Map(routes.map((route) => [route.routeKey, route])),
      stages,
    };
  });
}

export const API = "aws:apigatewayv2/api:Api";
const ROUTE = "aws:apigatewayv2/route:Route";
const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";

function buildRoute(
  route: PlainResource,
  integrations: Map<string, Integration>,
  authorizers: Map<string, Authorizer | PlainResource>,
  hasRouteResponse: boolean,
): Route {
  const routeKey = textOf(route.outputs.routeKey);
  for (const property of ["modelSelectionExpression", "requestModels", "requestParameters"]) {
    if (route.outputs[property]) refuse(route, `sets ${property}, which is not emulated.`);
  }
  if (route.outputs.apiKeyRequired) refuse(route, "requires an API key, which is not emulated.");
  const target = textOf(route.outputs.target);
  const integration = integrations.get(target.replace(/^integrations\//, ""));
  if (!integration) {
    throw new UserError(
      "MODEL",
      `Route "${routeKey}" has no integration. Set target on ${describe(route)}, or remove the route.`,
    );
  }
  const authorization = authorizationOf(route, authorizers);
  if ("outputs" in authorization) return routeLeftOut(routeKey, authorization);
  return { routeKey, integration, authorization, twoWay: hasRouteResponse };
}

/** A route that refuses, because something that it needs is left out. */
function routeLeftOut(routeKey: string, needed: PlainResource): Route {
  const integration = integrationLeftOut(needed);
  return { routeKey, integration, authorization: { type: "NONE" }, twoWay: false };
}

/**
 * Only `$connect` can be authorized. AWS rejects authorization on other routes.
 * @returns the resource that is left out, if the authorizer cannot be asked.
 */
function authorizationOf(
  route: PlainResource,
  authorizers: Map<string, Authorizer | PlainResource>,
): Authorization | PlainResource {
  const type = textOf(route.outputs.authorizationType) || "NONE";
  if (type === "NONE") return { type };
  if (route.outputs.routeKey !== "$connect") {
    throw new UserError(
      "MODEL",
      `${describe(route)} has authorizationType "${type}". Only the route "$connect" can be authorized.`,
    );
  }
  if (type === "AWS_IAM") return { type };
  if (type === "JWT") {
    throw new UserError(
      "MODEL",
      `${describe(route)} has authorizationType "JWT", and AWS has no JWT authorizer for WebSocket APIs. Set it to "CUSTOM", with a REQUEST authorizer whose function verifies the token.`,
    );
  }
  if (type !== "CUSTOM") refuse(route, `has authorizationType "${type}", which is not emulated.`);
  const authorizer = authorizers.get(textOf(route.outputs.authorizerId));
  if (authorizer) return "outputs" in authorizer ? authorizer : { type: "CUSTOM", authorizer };
  throw new UserError(
    "MODEL",
    `${describe(route)} has no authorizer. Set authorizerId to the ID of an authorizer of the same API.`,
  );
}

/** Authorizers by ID, or what is left out in place of those that cannot be asked. */
function buildAuthorizers(
  ofApi: OfType,
  functions: LambdaFunction[],
  stages: Stage[],
  absent: Absent,
): Map<string, Authorizer | PlainResource> {
  const entries = ofApi(AUTHORIZER).map((authorizer) => {
    const { authorizerUri } = authorizer.outputs;
    const called = absentFunction(textOf(authorizerUri), absent);
    return [authorizer.id, called ?? buildAuthorizer(authorizer, functions, stages)] as const;
  });
  return new Map([...entries, ...absent.ofApi(AUTHORIZER).map((each) => [each.id, each] as const)]);
}

function buildAuthorizer(
  authorizer: PlainResource,
  functions: LambdaFunction[],
  stages: Stage[],
): Authorizer {
  const { authorizerType, identitySources, authorizerCredentialsArn } = authorizer.outputs;
  if (authorizerCredentialsArn) {
    refuse(authorizer, "sets authorizerCredentialsArn, which is not emulated.");
  }
  if (authorizerType !== "REQUEST") {
    refuse(
      authorizer,
      `has authorizerType "${textOf(authorizerType)}". WebSocket APIs take REQUEST.`,
    );
  }
  return {
    id: authorizer.id,
    ...targetOf(authorizer, "authorizerUri", functions, stages),
    identitySources: (identitySources as string[] | undefined) ?? [],
  };
}
