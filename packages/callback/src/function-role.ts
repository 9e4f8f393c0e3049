import * as iam from "@pulumi/aws/iam";
import type { LogGroup } from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "./statement";
import { CONNECT_TO_VPC } from "./vpc-permissions";

type PolicyStatement = pulumi.Input<iam.PolicyStatement>;

/** What a function does beside running its code. */
export interface RoleArgs extends Pick<
  lambda.FunctionArgs,
  "deadLetterConfig" | "fileSystemConfig" | "tracingConfig" | "vpcConfig"
> {
  allow?: Statement[] | undefined;
  tracing?: boolean | undefined;
}

/** The role of one function, without managed policies, and the policy that says what it may do. */
export function functionRole(
  name: string,
  args: RoleArgs,
  logGroup: LogGroup,
  parent: pulumi.Resource,
): { role: iam.Role; policy: iam.RolePolicy } {
  const role = new iam.Role(
    name,
    {
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "lambda.amazonaws.com" },
          },
        ],
      },
    },
    { parent },
  );
  const policy = new iam.RolePolicy(
    name,
    { role: role.name, policy: { Version: "2012-10-17", Statement: statements(args, logGroup) } },
    { parent },
  );
  return { role, policy };
}

function statements(
  { allow = [], deadLetterConfig, fileSystemConfig, tracing, tracingConfig, vpcConfig }: RoleArgs,
  logGroup: LogGroup,
): PolicyStatement[] {
  return [
    writeLog(logGroup),
    ...(tracing || tracingConfig ? [SEND_TRACES] : []),
    ...(vpcConfig ? CONNECT_TO_VPC : []),
    ...(deadLetterConfig ? [sendDeadLetters(deadLetterConfig)] : []),
    ...(fileSystemConfig ? [mount(fileSystemConfig)] : []),
    ...allow,
  ];
}

/** The log group already exists, so the function need not create it. */
function writeLog(logGroup: LogGroup): Statement {
  return {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: pulumi.interpolate`${logGroup.arn}:*`,
  };
}

/** X-Ray has no resource-level permissions. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const SEND_TRACES: Statement = {
  Effect: "Allow",
  Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  Resource: "*",
};

/** To a queue or a topic. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
function sendDeadLetters(
  config: NonNullable<lambda.FunctionArgs["deadLetterConfig"]>,
): PolicyStatement {
  return pulumi.output(config).apply((target) => ({
    Effect: "Allow" as const,
    Action: [/^arn:[^:]+:sns:/.test(target!.targetArn) ? "sns:Publish" : "sqs:SendMessage"],
    Resource: target!.targetArn,
  }));
}

/**
 * By the access point alone: the permission is the file system's, whose ARN the function does not have.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html#configuration-filesystem-permissions
 */
function mount(config: NonNullable<lambda.FunctionArgs["fileSystemConfig"]>): PolicyStatement {
  return pulumi.output(config).apply((fileSystem) => ({
    Effect: "Allow" as const,
    Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
    Resource: fileSystem!.arn.replace(/:access-point\/.*$/, ":file-system/*"),
    Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": fileSystem!.arn } },
  }));
}
