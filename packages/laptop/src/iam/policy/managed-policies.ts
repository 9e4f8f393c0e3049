import { UserError } from "../../shared/errors";

/** The Allow statements of an AWS managed policy: actions by resource. */
type Allowed = Record<string, string>;

const LOGS = "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents";
const XRAY =
  "xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets xray:GetSamplingStatisticSummaries";
const DYNAMODB_READ =
  "dynamodb:BatchGetItem dynamodb:Describe* dynamodb:GetItem dynamodb:GetResourcePolicy dynamodb:List* dynamodb:PartiQLSelect dynamodb:Query dynamodb:Scan";
const NETWORK =
  "ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:DeleteNetworkInterface ec2:AssignPrivateIpAddresses ec2:UnassignPrivateIpAddresses";

/**
 * AWS managed policies that functions behind a WebSocket API may have, by the end of their ARN. The broad
 * ones are reduced to services that a function calls.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const POLICIES: Record<string, Allowed> = {
  "service-role/AWSLambdaBasicExecutionRole": { "*": LOGS },
  "service-role/AWSLambdaVPCAccessExecutionRole": { "*": `${LOGS} ${NETWORK}` },
  "service-role/AWSLambdaDynamoDBExecutionRole": {
    "*": `dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams ${LOGS}`,
  },
  "service-role/AWSLambdaRole": { "*": "lambda:InvokeFunction" },
  AdministratorAccess: { "*": "*" },
  AmazonAPIGatewayInvokeFullAccess: {
    "arn:aws:execute-api:*:*:*": "execute-api:Invoke execute-api:ManageConnections",
  },
  AmazonDynamoDBFullAccess: { "*": "dynamodb:* dax:*" },
  AmazonDynamoDBFullAccess_v2: { "*": "dynamodb:* dax:*" },
  AmazonDynamoDBReadOnlyAccess: { "*": DYNAMODB_READ },
  AWSXRayDaemonWriteAccess: { "*": XRAY },
  AWSXrayWriteOnlyAccess: { "*": XRAY },
  CloudWatchLambdaInsightsExecutionRolePolicy: {
    "*": "logs:CreateLogGroup",
    "arn:aws:logs:*:*:log-group:/aws/lambda-insights:*": "logs:CreateLogStream logs:PutLogEvents",
  },
  CloudWatchLogsFullAccess: { "*": "logs:*" },
  // What Pulumi's CallbackFunction attaches to a function without a role.
  AWSLambda_FullAccess: { "*": "lambda:* logs:DescribeLogGroups" },
  CloudWatchFullAccess: { "*": "cloudwatch:* logs:* sns:*" },
  CloudWatchFullAccessV2: { "*": "cloudwatch:* logs:* sns:*" },
  CloudWatchEventsFullAccess: { "*": "events:*" },
  AmazonS3FullAccess: { "*": "s3:* s3-object-lambda:*" },
  AmazonSQSFullAccess: { "*": "sqs:*" },
  AmazonKinesisFullAccess: { "*": "kinesis:*" },
  AWSCloudFormationReadOnlyAccess: {
    "*": "cloudformation:Describe* cloudformation:Get* cloudformation:List*",
  },
  AmazonCognitoPowerUser: { "*": "cognito-identity:* cognito-idp:* cognito-sync:*" },
};

/**
 * The document of an AWS managed policy.
 * @param arn for example `arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess`.
 * @throws UserError that names the policy if its permissions are not known.
 */
export function managedPolicy(arn: string, roleName: string): object {
  const name = arn.slice(arn.indexOf(":policy/") + ":policy/".length);
  const allowed = POLICIES[name];
  if (!allowed) {
    throw new UserError(
      "NOT_EMULATED",
      `Role "${roleName}" has the AWS managed policy "${name}", whose permissions are not known here. Write a policy with what the function needs.`,
    );
  }
  return {
    Version: "2012-10-17",
    Statement: Object.entries(allowed).map(([Resource, actions]) => ({
      Effect: "Allow",
      Action: actions.split(" "),
      Resource,
    })),
  };
}
