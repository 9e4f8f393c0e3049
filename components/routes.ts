import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

/** A function and the routes whose events it handles. */
export interface FunctionRoutes {
  function: lambda.Function;
  /** `$connect`, `$disconnect`, `$default`, or values of the route selection expression. */
  routeKeys: string[];
  /** Whether API Gateway sends the `body` of what the function returns to the connection. It does not by default. */
  answers?: boolean;
}

export interface RoutesArgs extends FunctionRoutes {
  api: apigatewayv2.Api;
  stage: apigatewayv2.Stage;
  /** Routes with another function, by a name that their integration gets. */
  others?: Record<string, FunctionRoutes>;
  /** Authorization of `$connect`, the only route that API Gateway authorizes. None by default. */
  connectRoute?: Pick<apigatewayv2.RouteArgs, "authorizationType" | "authorizerId">;
}

/** Routes of a WebSocket API. Those with one function share an integration. */
export class Routes extends pulumi.ComponentResource {
  constructor(name: string, args: RoutesArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:Routes", name, {}, options);
    this.#integrate(name, name, args, args);
    for (const [other, routes] of Object.entries(args.others ?? {}))
      this.#integrate(name, `${name}-${other}`, routes, args);
    this.registerOutputs({});
  }

  #integrate(name: string, integrationName: string, routes: FunctionRoutes, args: RoutesArgs) {
    // Only this stage of this API may invoke the function.
    const permission = new lambda.Permission(
      `${integrationName}-permission`,
      {
        function: routes.function.name,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${args.stage.executionArn}/*`,
      },
      { parent: this },
    );
    const integration = new apigatewayv2.Integration(
      `${integrationName}-integration`,
      {
        apiId: args.api.id,
        integrationType: "AWS_PROXY",
        integrationMethod: "POST",
        integrationUri: routes.function.invokeArn,
      },
      { parent: this, dependsOn: [permission] },
    );
    for (const routeKey of routes.routeKeys) {
      const routeName = `${name}-${routeKey.replace("$", "")}`;
      const route = new apigatewayv2.Route(
        routeName,
        {
          apiId: args.api.id,
          routeKey,
          target: pulumi.interpolate`integrations/${integration.id}`,
          ...(routeKey === "$connect" && args.connectRoute),
          ...(routes.answers && { routeResponseSelectionExpression: "$default" }),
        },
        { parent: this },
      );
      if (routes.answers) answer(routeName, { api: args.api, route, parent: this });
    }
  }
}

/**
 * Lets API Gateway send to the connection what the integration of a route answers.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
 */
function answer(
  name: string,
  { api, route, parent }: { api: apigatewayv2.Api; route: apigatewayv2.Route; parent: Routes },
) {
  const args = { apiId: api.id, routeId: route.id, routeResponseKey: "$default" };
  new apigatewayv2.RouteResponse(name, args, { parent });
}
