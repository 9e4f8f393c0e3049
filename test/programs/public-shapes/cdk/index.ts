import * as pulumi from "@pulumi/pulumi";

/** What `@pulumi/cdk` registers of an app: the component, then a question to Cloud Control. */
class App extends pulumi.ComponentResource<{ accountId: string }> {
  constructor(name: string) {
    super("cdk:index:App", name);
    const chat = this.getData().then(({ accountId }) => new Api("chat", accountId, this));
    this.registerOutputs({ chat });
  }

  protected async initialize(): Promise<{ accountId: string }> {
    return pulumi.runtime.invoke("aws-native:index:getAccountId", {}) as Promise<{
      accountId: string;
    }>;
  }
}

/** What CDK's CfnApi becomes. */
class Api extends pulumi.CustomResource {
  constructor(name: string, accountId: string, parent: pulumi.Resource) {
    const selection = { routeSelectionExpression: "$request.body.action" };
    const inputs = { protocolType: "WEBSOCKET", description: accountId, ...selection };
    super("aws-native:apigatewayv2:Api", name, inputs, { parent });
  }
}

new App("app");
