import type * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html */
const FIELDS = {
  time: "$context.requestTimeEpoch",
  requestId: "$context.requestId",
  connectionId: "$context.connectionId",
  sourceIp: "$context.identity.sourceIp",
  routeKey: "$context.routeKey",
  eventType: "$context.eventType",
  status: "$context.status",
  latencyMs: "$context.integrationLatency",
  error: "$context.error.message",
  responseType: "$context.error.responseType",
};

export interface AccessLogArgs {
  /** Days until log events expire. */
  logRetentionDays: pulumi.Input<number>;
  /** ARN of the KMS key that encrypts the log; by default, a key that AWS owns. */
  encryptionKeyArn?: pulumi.Input<string> | undefined;
}

/**
 * The access log of a stage: each request and its outcome, one JSON object per line. API Gateway writes it
 * with a role that is set once per account and region: see docs/deploy.md.
 */
export class AccessLog extends pulumi.ComponentResource {
  readonly logGroup: cloudwatch.LogGroup;
  /** For the stage. */
  readonly settings: apigatewayv2.StageArgs["accessLogSettings"];

  constructor(name: string, args: AccessLogArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:AccessLog", name, {}, options);
    this.logGroup = new cloudwatch.LogGroup(
      name,
      { retentionInDays: args.logRetentionDays, kmsKeyId: args.encryptionKeyArn },
      { parent: this },
    );
    this.settings = { destinationArn: this.logGroup.arn, format: JSON.stringify(FIELDS) };
    this.registerOutputs({ logGroup: this.logGroup });
  }
}
