import {
  failureDestination,
  ownLogGroup,
  ownRole,
  timeoutBehindRoute,
} from "../../../policy/rules/lambda-use";
import {
  FUNCTION_ARN,
  integration,
  lambdaFunction,
  LOG_GROUP_ARN,
  logGroup,
  permission,
  role,
  ROLE_ARN,
  rolePolicy,
} from "../support/resources";
import { allowing, describeRule, UNKNOWN } from "../support/rule-table";

const second = (props: Record<string, unknown>) => ({
  second: { type: lambdaFunction.type, name: "second", arn: "arn:second", ...props },
});

describeRule(ownRole, {
  compliant: [lambdaFunction],
  remedy: "Give each function its own role.",
  broken: [
    {
      that: "a role that two functions share",
      change: second({ role: ROLE_ARN }),
      says: ['Function "second" shares its role with Function "events-function".'],
    },
    { that: "two roles", change: second({ role: `${ROLE_ARN}-2` }) },
    {
      that: "roles that are not known yet",
      change: { "events-function": { role: UNKNOWN }, ...second({ role: UNKNOWN }) },
      waitsFor: ["role"],
    },
  ],
});

describeRule(timeoutBehindRoute, {
  compliant: [lambdaFunction, integration],
  remedy: "Set timeout to 29 s or less, or hand long work to another function.",
  broken: [
    {
      that: "a function that outlasts API Gateway",
      change: { "events-function": { timeout: 30 } },
      says: ['Function "events-function" may run for 30 s behind a route.'],
    },
    { that: "a longer function that no route calls", change: second({ timeout: 900 }) },
    {
      that: "a longer function while a route's is not known yet",
      change: { ...second({ timeout: 900 }), integration: { integrationUri: UNKNOWN } },
      waitsFor: ["integrationUri"],
    },
    {
      that: "short functions while a route's is not known yet",
      change: { integration: { integrationUri: UNKNOWN } },
    },
    {
      that: "a timeout that is not known yet",
      change: { "events-function": { timeout: UNKNOWN } },
      waitsFor: ["timeout"],
    },
  ],
});

const writes = (Action: string | string[], Resource = `${LOG_GROUP_ARN}:*`) => ({
  "events-policy": { policy: allowing({ Action, Resource }) },
});

describeRule(ownLogGroup, {
  compliant: [lambdaFunction, logGroup, role, rolePolicy],
  remedy:
    "Declare an aws.cloudwatch.LogGroup, set loggingConfig.logGroup to its name, and allow logs:CreateLogStream and logs:PutLogEvents on `${logGroup.arn}:*`.",
  broken: [
    {
      that: "the log group that Lambda makes",
      change: { "events-function": { loggingConfig: undefined } },
      says: [
        'Function "events-function" writes to "/aws/lambda/events", which the program does not declare.',
      ],
    },
    {
      that: "a declared log group with Lambda's name",
      change: {
        "events-function": { loggingConfig: undefined },
        "events-log": { name: "/aws/lambda/events" },
      },
    },
    {
      that: "a role that may not write",
      change: writes("dynamodb:PutItem"),
      says: [
        'Function "events-function" may not logs:CreateLogStream and logs:PutLogEvents in "events-log".',
      ],
    },
    {
      that: "a role that may not make streams",
      change: writes("logs:PutLogEvents"),
      says: ['Function "events-function" may not logs:CreateLogStream in "events-log".'],
    },
    {
      that: "a role that may write to the group but not to its streams",
      change: writes(["logs:CreateLogStream", "logs:PutLogEvents"], LOG_GROUP_ARN),
      says: [
        'Function "events-function" may not logs:CreateLogStream and logs:PutLogEvents in "events-log".',
      ],
    },
    {
      that: "a policy that is not known yet",
      change: { "events-policy": { policy: UNKNOWN } },
      waitsFor: ["policy"],
    },
    {
      that: "a role that is not known yet",
      change: { "events-function": { role: UNKNOWN } },
      waitsFor: ["role"],
    },
    {
      that: "a name that is not known yet",
      change: { "events-log": { name: UNKNOWN } },
      waitsFor: ["name"],
    },
  ],
});

const SNS = { ...permission.props, type: permission.type, principal: "sns.amazonaws.com" };
const DROPS = ['Function "events-function" is invoked asynchronously and drops events that fail.'];
const invokes = {
  "events-policy": {
    policy: allowing({ Action: "lambda:InvokeFunction", Resource: FUNCTION_ARN }),
  },
};
const configured = (props: Record<string, unknown>) => ({
  destination: {
    type: "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    functionName: "events",
    ...props,
  },
});

describeRule(failureDestination, {
  compliant: [lambdaFunction, permission, role, rolePolicy],
  remedy:
    "Add an aws.lambda.FunctionEventInvokeConfig with destinationConfig.onFailure, or set deadLetterConfig.",
  broken: [
    { that: "a service that does not wait", change: { topic: SNS }, says: DROPS },
    { that: "a function that another one may invoke", change: invokes, says: DROPS },
    {
      that: "a destination for what fails",
      change: {
        ...invokes,
        ...configured({ destinationConfig: { onFailure: { destination: "arn:aws:sqs:queue" } } }),
      },
    },
    {
      that: "a dead-letter queue",
      change: {
        topic: SNS,
        "events-function": { deadLetterConfig: { targetArn: "arn:aws:sqs:queue" } },
      },
    },
    {
      that: "a destination for successes only",
      change: { ...invokes, ...configured({ destinationConfig: { onSuccess: {} } }) },
      says: DROPS,
    },
    {
      that: "what a policy allows to invoke, if it is not known yet",
      change: {
        "events-policy": {
          policy: allowing({ Action: "lambda:InvokeFunction", Resource: UNKNOWN }),
        },
        "events-function": { arn: UNKNOWN },
      },
      waitsFor: ["arn"],
    },
  ],
});
