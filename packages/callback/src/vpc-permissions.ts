import type { Statement } from "./statement";

/** What Lambda does with a function's role to connect it to a VPC. EC2 has no resource-level permissions for it. */
const Action = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * Lets Lambda connect the function to its VPC, but not the function's code, which has the same role: its
 * requests carry the function's ARN.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export const CONNECT_TO_VPC: Statement[] = [
  { Effect: "Allow", Action, Resource: "*" },
  {
    Effect: "Deny",
    Action,
    Resource: "*",
    Condition: { Null: { "lambda:SourceFunctionArn": "false" } },
  },
];
