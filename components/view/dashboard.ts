import type * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { widgetsOf } from "./widgets";

export interface DashboardArgs {
  stage: apigatewayv2.Stage;
  /** Functions by the names that the graphs give them. */
  functions: Record<string, lambda.Function>;
  /** Which of them send to many, and log a summary. */
  senders: string[];
  /** Names of DynamoDB tables. */
  tableNames: pulumi.Input<string>[];
}

/**
 * Shows on one page what people feel, what they do and what it costs. A dashboard is $3 a month.
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export class Dashboard extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:Dashboard", name, {}, options);
    const { stage, functions, senders, tableNames } = args;
    const known = Object.entries(functions).map(([label, each]) =>
      pulumi
        .all([each.name, each.memorySize])
        .apply(([functionName, memorySize]) => ({ label, functionName, memorySize })),
    );
    const dashboardBody = pulumi
      .all([stage.apiId, stage.name, stage.region, pulumi.all(known), pulumi.all(tableNames)])
      .apply(([apiId, stageName, region, measured, tables]) =>
        JSON.stringify({
          widgets: widgetsOf({
            region,
            stage: { apiId, name: stageName },
            functions: measured,
            senders,
            tables,
          }),
        }),
      );
    new cloudwatch.Dashboard(
      name,
      { dashboardName: `${pulumi.getProject()}-${pulumi.getStack()}`, dashboardBody },
      { parent: this },
    );
    this.registerOutputs();
  }
}
