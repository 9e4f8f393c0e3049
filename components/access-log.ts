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
  /** Days that the log is kept. */
  logRetentionDays: pulumi.Input<number>;
  /** ARN of the KMS key that encrypts the log; a key of AWS if not given. */
  encryptionKeyArn?: pulumi.Input<string> | undefined;
}

/**
 * Who connects to a stage and what is answered, one JSON object a line. API Gateway writes it with a role
 * that an account has once for a region: docs/deploy.md.
 */
export class AccessLog extends pulumi.ComponentResource {
  readonly logGroup: cloudwatch.LogGroup;
  /** What the stage is given. */
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
