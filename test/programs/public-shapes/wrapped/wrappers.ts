import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";

/** What gives functions environment variables, and is changed before it is declared. */
interface Options {
  link?: Record<string, pulumi.Input<string>>;
  transform?: { handler?: (args: aws.lambda.FunctionArgs) => void };
}

/** Names its functions by file and export, and bundles them when the program runs. */
export class SocketApi extends pulumi.ComponentResource {
  private readonly role: aws.iam.Role;
  private readonly api: aws.apigatewayv2.Api;
  readonly url: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly options: Options = {},
  ) {
    super("wrapped:aws:SocketApi", name, {}, { aliases: [{ type: "old:aws:SocketApi" }] });
    const of = { parent: this };
    const assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({
      Service: "lambda.amazonaws.com",
    });
    this.role = new aws.iam.Role(`${name}Role`, { assumeRolePolicy }, of);
    const selection = { routeSelectionExpression: "$request.body.action" };
    this.api = new aws.apigatewayv2.Api(name, { protocolType: "WEBSOCKET", ...selection }, of);
    const stage = { apiId: this.api.id, name: "$default", autoDeploy: true };
    this.url = new aws.apigatewayv2.Stage(`${name}Stage`, stage, of).invokeUrl;
  }

  /** @param handler `folder/file.export`, relative to the program. */
  route(routeKey: string, handler: string): this {
    const [file, exported] = handler.split(".") as [string, string];
    const bundle = { bundle: true, platform: "node", format: "cjs", write: false } as const;
    const entryPoints = [join(process.cwd(), `${file}.ts`)];
    const { text } = buildSync({ ...bundle, entryPoints }).outputFiles[0]!;
    const name = `${this.name}Route${routeKey.replace(/\W/g, "")}`;
    const args: aws.lambda.FunctionArgs = {
      role: this.role.arn,
      runtime: "nodejs20.x",
      handler: `bundle.${exported}`,
      code: new pulumi.asset.AssetArchive({ "bundle.js": new pulumi.asset.StringAsset(text) }),
      environment: { variables: this.options.link ?? {} },
    };
    this.options.transform?.handler?.(args);
    this.connect(name, routeKey, new aws.lambda.Function(name, args, { parent: this }));
    return this;
  }

  private connect(name: string, routeKey: string, { arn, invokeArn }: aws.lambda.Function): void {
    const of = { parent: this };
    const apiId = this.api.id;
    const to = { integrationType: "AWS_PROXY", integrationUri: invokeArn };
    const { id } = new aws.apigatewayv2.Integration(name, { apiId, ...to }, of);
    const target = pulumi.interpolate`integrations/${id}`;
    const answers = { routeResponseSelectionExpression: "$default" };
    const route = { apiId, routeKey, target, ...answers };
    const { id: routeId } = new aws.apigatewayv2.Route(name, route, of);
    const response = { apiId, routeId, routeResponseKey: "$default" };
    new aws.apigatewayv2.RouteResponse(name, response, of);
    const sourceArn = pulumi.interpolate`${this.api.executionArn}/*`;
    const may = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
    new aws.lambda.Permission(name, { ...may, function: arn, sourceArn }, of);
  }
}
