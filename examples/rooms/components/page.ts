import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { Callback, type CallbackArgs } from "pulumi-callback";
import { builtPage } from "../page/build";
import { servePage } from "../page/serve";

export interface PageArgs extends Pick<
  CallbackArgs<never, never, void>,
  "memorySize" | "timeout" | "logRetentionDays"
> {
  /** The URL of the stage that the page connects to. */
  socketUrl: pulumi.Input<string>;
  authorization: string;
  /** Where people sign in; if empty, where the page is. */
  signInUrl: string;
  audience: string;
  userClaim: string;
}

/**
 * A page in one document, with its script and its style, which a function behind an HTTP API returns. It may do nothing
 * but write its log.
 */
export class Page extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: PageArgs, options?: pulumi.ComponentResourceOptions) {
    super("rooms:index:Page", name, {}, options);
    const parent = { parent: this };
    // A closure captures names: this one captures the page's text.
    const page = builtPage();
    const { function: served } = new Callback(
      name,
      {
        memorySize: args.memorySize,
        timeout: args.timeout,
        logRetentionDays: args.logRetentionDays,
        environment: {
          SOCKET_URL: args.socketUrl,
          AUTHORIZATION: args.authorization,
          SIGN_IN_URL: args.signInUrl,
          CLIENT: args.audience,
          USER_CLAIM: args.userClaim,
        },
        allow: [],
        callbackFactory: () => servePage(page),
      },
      parent,
    );
    const api = new apigatewayv2.Api(name, { protocolType: "HTTP" }, parent);
    const integration = new apigatewayv2.Integration(
      name,
      {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationUri: served.invokeArn,
        payloadFormatVersion: "2.0",
      },
      parent,
    );
    new apigatewayv2.Route(
      name,
      {
        apiId: api.id,
        routeKey: "GET /",
        target: pulumi.interpolate`integrations/${integration.id}`,
      },
      parent,
    );
    const stage = new apigatewayv2.Stage(
      name,
      {
        apiId: api.id,
        name: "$default",
        autoDeploy: true,
        defaultRouteSettings: { throttlingRateLimit: 50, throttlingBurstLimit: 50 },
      },
      parent,
    );
    new lambda.Permission(
      name,
      {
        function: served.name,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*`,
      },
      parent,
    );
    this.url = stage.invokeUrl;
    this.registerOutputs({ url: this.url });
  }
}
