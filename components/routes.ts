import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

export interface RoutesArgs {
  api: apigatewayv2.Api;
  stage: apigatewayv2.Stage;
  /** The function behind every route. */
  function: lambda.Function;
  /** `$connect`, `$disconnect`, `$default`, or values of the route selection expression. */
  routeKeys: string[];
  /** Authorization of `$connect`, the only route that API Gateway authorizes. "NONE" by default. */
  authorization?: "NONE" | "AWS_IAM";
}

/** Routes of a WebSocket API that share one integration and one function. */
export class Routes extends pulumi.ComponentResource {
  readonly integration: apigatewayv2.Integration;
  readonly routes: apigatewayv2.Route[];

  constructor(name: string, args: RoutesArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:Routes", name, {}, options);

    // Only this stage of this API may invoke the function.
    const permission = new lambda.Permission(
      `${name}-permission`,
      {
        function: args.function.name,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${args.stage.executionArn}/*`,
      },
      { parent: this },
    );

    this.integration = new apigatewayv2.Integration(
      `${name}-integration`,
      {
        apiId: args.api.id,
        integrationType: "AWS_PROXY",
        integrationMethod: "POST",
        integrationUri: args.function.invokeArn,
      },
      { parent: this, dependsOn: [permission] },
    );

    this.routes = args.routeKeys.map(
      (routeKey) =>
        new apigatewayv2.Route(
          `${name}-${routeKey.replace("$", "")}`,
          {
            apiId: args.api.id,
            routeKey,
            target: pulumi.interpolate`integrations/${this.integration.id}`,
            authorizationType: routeKey === "$connect" ? args.authorization : undefined,
          },
          { parent: this },
        ),
    );

    this.registerOutputs({ integration: this.integration });
  }
}
