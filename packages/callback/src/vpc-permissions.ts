import type { Statement } from "./statement";

/** What Lambda does with a function's role to connect the function to a VPC. EC2 limits it to no resource. */
const Action = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * Lambda itself may connect the function to its VPC. The function's code, which has the same role, may
 * not: its requests carry the function's ARN.
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
