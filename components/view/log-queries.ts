import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

/** Queries of CloudWatch Logs Insights, by the names that the console shows. docs/operating.md says what they answer. */
export const LOG_QUERIES = {
  slow: [
    "fields @timestamp, requestId, connectionId, message, Duration, Listed, Retried",
    "| filter ispresent(Duration)",
    "| sort Duration desc",
    "| limit 50",
  ],
  failed: [
    "fields @timestamp, @log, level, requestId, connectionId, message, message.errorMessage, record.status, status, error",
    '| filter level in ["ERROR", "FATAL"] or record.status in ["error", "timeout"] or status >= 400',
    "| sort @timestamp desc",
    "| limit 200",
  ],
  connection: [
    "fields @timestamp, @log, eventType, routeKey, status, latencyMs, level, message, responseType",
    '| filter @message like "CONNECTION_ID"',
    "| sort @timestamp asc",
    "| limit 1000",
  ],
};

export interface LogQueriesArgs {
  functions: lambda.Function[];
  /** The access log, if there is one. */
  accessLog: cloudwatch.LogGroup | undefined;
}

/**
 * Saves queries for the logs of a stack. Saving costs nothing; a query costs by the bytes that it scans.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
 */
export class LogQueries extends pulumi.ComponentResource {
  constructor(name: string, args: LogQueriesArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:LogQueries", name, {}, options);
    const ofFunctions = args.functions.map(({ loggingConfig }) =>
      loggingConfig.apply(({ logGroup }) => logGroup),
    );
    const logGroupNames = [...ofFunctions, ...(args.accessLog ? [args.accessLog.name] : [])];
    for (const [kind, lines] of Object.entries(LOG_QUERIES))
      new cloudwatch.QueryDefinition(
        `${name}-${kind}`,
        {
          // The console makes a folder of what is before the slash.
          name: `${pulumi.getProject()}-${pulumi.getStack()}/${kind}`,
          logGroupNames,
          queryString: lines.join("\n"),
        },
        { parent: this },
      );
    this.registerOutputs();
  }
}
