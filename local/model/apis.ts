import { UserError } from "../errors";
import { describe, type PlainResource } from "./build";
import type { Integration, LambdaFunction, Route, WebSocketApi } from "./model";

/** The longest that API Gateway waits for an integration of a WebSocket API. */
const MAX_INTEGRATION_TIMEOUT_MS = 29_000;

/** The WebSocket APIs with their stages, routes and integrations. */
export function buildApis(
  ofType: (type: string) => PlainResource[],
  functions: LambdaFunction[],
): WebSocketApi[] {
  return ofType("aws:apigatewayv2/api:Api").map((api) => {
    if (api.outputs.protocolType !== "WEBSOCKET") {
      throw new UserError(
        "NOT_EMULATED",
        `${describe(api)} has protocolType "${String(api.outputs.protocolType)}". Only WEBSOCKET is emulated.`,
      );
    }
    const ofApi = (type: string) =>
      ofType(type).filter((resource) => resource.outputs.apiId === api.id);
    const integrations = new Map(
      ofApi("aws:apigatewayv2/integration:Integration").map((i) => [
        i.id,
        buildIntegration(i, functions),
      ]),
    );
    const routes = ofApi("aws:apigatewayv2/route:Route").map((route) =>
      buildRoute(route, integrations),
    );
    return {
      id: api.id,
      name: String(api.outputs.name),
      routeSelectionExpression: textOf(api.outputs.routeSelectionExpression),
      routes: new Map(routes.map((route) => [route.routeKey, route])),
      stages: ofApi("aws:apigatewayv2/stage:Stage").map(({ outputs }) => ({
        name: String(outputs.name),
        variables: (outputs.stageVariables as Record<string, string> | undefined) ?? {},
      })),
    };
  });
}

function buildRoute(route: PlainResource, integrations: Map<string, Integration>): Route {
  const routeKey = String(route.outputs.routeKey);
  const target = route.outputs.target as string | undefined;
  const integration = integrations.get(target?.replace(/^integrations\//, "") ?? "");
  if (!integration) {
    throw new UserError(
      "MODEL",
      `Route "${routeKey}" has no integration. Set target on ${describe(route)}, or remove the route.`,
    );
  }
  const authorizationType = textOf(route.outputs.authorizationType);
  if (authorizationType && authorizationType !== "NONE") {
    throw new UserError(
      "NOT_EMULATED",
      `${describe(route)} has authorizationType "${authorizationType}", which is not emulated.`,
    );
  }
  return { routeKey, integration };
}

function buildIntegration(integration: PlainResource, functions: LambdaFunction[]): Integration {
  const { integrationType, integrationUri, timeoutMilliseconds } = integration.outputs;
  if (integrationType !== "AWS_PROXY") {
    throw new UserError(
      "NOT_EMULATED",
      `${describe(integration)} has integrationType "${String(integrationType)}". Only AWS_PROXY is emulated.`,
    );
  }
  // arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function ARN}/invocations
  const functionArn = /functions\/([^/]+)\/invocations$/.exec(String(integrationUri))?.[1];
  const target = functions.find((candidate) => candidate.arn === functionArn);
  if (!target) {
    throw new UserError(
      "MODEL",
      `${describe(integration)} calls "${String(integrationUri)}", which is no function of this program. Set integrationUri to the function's invokeArn.`,
    );
  }
  return {
    id: integration.id,
    functionName: target.name,
    timeoutMs: Number(timeoutMilliseconds ?? MAX_INTEGRATION_TIMEOUT_MS),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
