/**
 * Actions without resource-level permissions that a function may need.
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
    // A function in a VPC creates network interfaces, whose ARNs are not known in advance.
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

/** Whether an action has no resource-level permissions, so that only `*` is possible. */
export function isResourceless(action: string): boolean {
  return RESOURCELESS.has(action.toLowerCase());
}
