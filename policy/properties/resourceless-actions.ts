/**
 * Actions that a function of a WebSocket program may call and that IAM cannot limit to a resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const RESOURCELESS = new Set(
  [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "cloudwatch:PutMetricData",
    "dynamodb:ListTables",
    "lambda:GetAccountSettings",
    "lambda:ListFunctions",
    "kms:GenerateRandom",
    "kms:ListAliases",
    "kms:ListKeys",
    "s3:ListAllMyBuckets",
    "secretsmanager:GetRandomPassword",
    "secretsmanager:ListSecrets",
    "ssm:DescribeParameters",
    "sns:ListTopics",
    "sqs:ListQueues",
    "tag:GetResources",
    "ecr:GetAuthorizationToken",
    // A function in a VPC manages network interfaces that have no names before they are made.
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
    "ec2:GetSecurityGroupsForVpc",
  ].map((action) => action.toLowerCase()),
);

/** Whether IAM knows no resource for an action, so that only `*` can be given. */
export function isResourceless(action: string): boolean {
  return RESOURCELESS.has(action.toLowerCase());
}
