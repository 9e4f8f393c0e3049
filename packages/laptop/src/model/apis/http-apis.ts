import { UserError } from "../../shared/errors";
import { describe, refuse, textOf, type OfType, type PlainResource } from "../declared";
import { FUNCTION } from "../functions";
import type { Cors, HttpApi, HttpRoute, LambdaFunction, Stage } from "../model";
import { authorizationOf, buildAuthorizers } from "./http-authorizers";
import { buildHttpIntegrations, quickIntegration } from "./http-integrations";
import { integrationLeftOut } from "./integrations";
import { matchOf } from "./route-key";
import { buildStage } from "./stages";
import { API } from "./websocket-apis";

const ROUTE = "aws:apigatewayv2/route:Route";

/**
 * The HTTP APIs with their stages, routes, authorizers and integrations.
 * @param leftOut looks up what the run leaves out: routes that need it refuse.
 */
export function buildHttpApis(
  ofType: OfType,
  functions: LambdaFunction[],
  leftOut: OfType,
): HttpApi[] {
  const declared = ofType(API).filter(({ outputs }) => outputs.protocolType === "HTTP");
  return declared.map((api) => {
    const { outputs } = api;
    if (outputs.body) refuse(api, "has an OpenAPI body. Declare its routes in the program.");
    const within =
      (search: OfType): OfType =>
      (type) =>
        search(type).filter((each) => each.outputs.apiId === api.id);
    const ofApi = within(ofType);
    const absent = { ofApi: within(leftOut), functions: leftOut(FUNCTION) };
    const stages = [
      ...ofApi("aws:apigatewayv2/stage:Stage").map(buildStage),
      ...(outputs.target ? [quickStage(api)] : []),
    ];
    const integrations = buildHttpIntegrations(ofApi, functions, stages, absent);
    const authorizers = buildAuthorizers(ofApi, functions, stages, absent);
    const routes = ofApi(ROUTE).map((route): HttpRoute => {
      const routeKey = textOf(route.outputs.routeKey);
      const matches = matchOf(route, routeKey);
      const integration = integrations.get(
        textOf(route.outputs.target).replace(/^integrations\//, ""),
      );
      if (!integration) throw withoutIntegration(route, routeKey);
      const authorization = authorizationOf(route, authorizers);
      if (!("outputs" in authorization)) return { routeKey, matches, integration, authorization };
      return routeLeftOut(routeKey, matches, authorization);
    });
    const refusing = absent.ofApi(ROUTE).map((route) => {
      const routeKey = textOf(route.outputs.routeKey);
      return routeLeftOut(routeKey, matchOf(route, routeKey), route);
    });
    return {
      id: api.id,
      logicalName: api.name,
      name: textOf(outputs.name),
      executionArn: textOf(outputs.executionArn),
      stages,
      routes: distinct(api, [
        ...routes,
        ...refusing,
        ...(outputs.target ? [quickRoute(api, functions, absent.functions)] : []),
      ]),
      cors: corsOf(api),
      disableExecuteApiEndpoint: outputs.disableExecuteApiEndpoint === true,
    };
  });
}

/**
 * The stage of an API that is made by quick create.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
 */
function quickStage({ outputs }: PlainResource): Stage {
  const invokeUrl = `${textOf(outputs.apiEndpoint)}/`;
  const stage = { name: "$default", invokeUrl, autoDeploy: true };
  return buildStage({ outputs: stage } as unknown as PlainResource);
}

function quickRoute(
  api: PlainResource,
  functions: LambdaFunction[],
  absent: PlainResource[],
): HttpRoute {
  if (api.outputs.credentialsArn) refuse(api, "sets credentialsArn, which is not emulated.");
  const routeKey = textOf(api.outputs.routeKey) || "$default";
  const integration = quickIntegration(api, functions, absent);
  const matches = matchOf(api, routeKey);
  return { routeKey, matches, integration, authorization: { type: "NONE" } };
}

/** A route that refuses, because something that it needs is left out. */
function routeLeftOut(
  routeKey: string,
  matches: HttpRoute["matches"],
  needed: PlainResource,
): HttpRoute {
  const integration = integrationLeftOut(needed);
  return { routeKey, matches, integration, authorization: { type: "NONE" } };
}

function withoutIntegration(route: PlainResource, routeKey: string): UserError {
  return new UserError(
    "MODEL",
    `Route "${routeKey}" has no integration. Set target on ${describe(route)}, or remove the route.`,
  );
}

/** AWS refuses a second route for the same requests, whatever the names of its variables. */
function distinct(api: PlainResource, routes: HttpRoute[]): HttpRoute[] {
  const known = new Map<string, string>();
  for (const { routeKey } of routes) {
    const shape = routeKey.replace(/\{[^}+]+(\+?)\}/g, "{$1}");
    const before = known.get(shape);
    if (before !== undefined) {
      throw new UserError(
        "MODEL",
        `${describe(api)} has the routes "${before}" and "${routeKey}" for the same requests. Remove one.`,
      );
    }
    known.set(shape, routeKey);
  }
  return routes;
}

function corsOf(api: PlainResource): Cors | undefined {
  const cors = api.outputs.corsConfiguration as
    | (Partial<Record<`${"allow" | "expose"}${string}`, string[]>> & {
        allowCredentials?: boolean;
        maxAge?: number;
      })
    | undefined;
  if (!cors) return undefined;
  const { allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = [] } = cors;
  const allowCredentials = cors.allowCredentials === true;
  if (allowCredentials && allowOrigins.includes("*")) {
    throw new UserError(
      "MODEL",
      `${describe(api)} allows credentials from every origin, which AWS refuses: allow-credentials is not supported if 'allow-origin' is *. Name the origins in allowOrigins.`,
    );
  }
  const maxAgeSeconds = cors.maxAge;
  return {
    allowCredentials,
    allowHeaders,
    allowMethods,
    allowOrigins,
    exposeHeaders,
    maxAgeSeconds,
  };
}
