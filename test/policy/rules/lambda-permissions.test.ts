import {
  noCreateLogGroup,
  permissionOwnApi,
  permissionSource,
} from "../../../policy/rules/lambda-permissions";
import {
  ACCOUNT,
  api,
  API_ARN,
  permission,
  resourceOf,
  role,
  rolePolicy,
} from "../support/resources";
import { allowing, describeRule, UNKNOWN } from "../support/rule-table";

const change = (props: Record<string, unknown>) => ({ "routes-permission": props });

describeRule(permissionSource, {
  compliant: [permission],
  remedy: "Set principal to the service and sourceArn to `${stage.executionArn}/*`.",
  broken: [
    {
      that: "everyone",
      change: change({ principal: "*" }),
      says: ['Permission "routes-permission" lets everyone invoke the function.'],
    },
    {
      that: "every action",
      change: change({ action: "lambda:*" }),
      says: ['Permission "routes-permission" allows the action "lambda:*".'],
    },
    {
      that: "no source",
      change: change({ sourceArn: undefined }),
      says: [
        'Permission "routes-permission" lets apigateway.amazonaws.com invoke the function for anyone.',
      ],
    },
    {
      that: "no API, though an account",
      change: change({ sourceArn: undefined, sourceAccount: ACCOUNT }),
      says: [
        'Permission "routes-permission" lets apigateway.amazonaws.com invoke the function for anyone.',
      ],
    },
    {
      that: "a bucket by its account",
      change: change({
        principal: "s3.amazonaws.com",
        sourceArn: undefined,
        sourceAccount: ACCOUNT,
      }),
    },
    {
      that: "any API",
      change: change({ sourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:*/prod/$connect` }),
      says: [
        `Permission "routes-permission" lets any API invoke the function: sourceArn is "arn:aws:execute-api:us-east-1:${ACCOUNT}:*/prod/$connect".`,
      ],
    },
    { that: "every stage and route of one API", change: change({ sourceArn: `${API_ARN}/*/*` }) },
    {
      that: "another account, which is its own source",
      change: change({ principal: "210987654321", sourceArn: undefined }),
    },
    {
      that: "a source that is not known yet",
      change: change({ sourceArn: UNKNOWN }),
      waitsFor: ["sourceArn"],
    },
    {
      that: "a principal that is not known yet",
      change: change({ principal: UNKNOWN }),
      waitsFor: ["principal"],
    },
  ],
});

describeRule(permissionOwnApi, {
  compliant: [permission, api],
  remedy: "Set sourceArn to `${stage.executionArn}/*`.",
  broken: [
    {
      that: "an API of another program",
      change: change({ sourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:another/*` }),
      says: [
        `Permission "routes-permission" names "arn:aws:execute-api:us-east-1:${ACCOUNT}:another/*", no API of this program.`,
      ],
    },
    {
      that: "an API whose ID begins alike",
      change: change({ sourceArn: `${API_ARN}2/*` }),
      says: [`Permission "routes-permission" names "${API_ARN}2/*", no API of this program.`],
    },
    {
      that: "a source that is not known yet",
      change: change({ sourceArn: UNKNOWN }),
      waitsFor: ["sourceArn"],
    },
    {
      that: "an API whose ARN is not known yet",
      change: { websockets: { executionArn: UNKNOWN } },
      waitsFor: ["executionArn"],
    },
  ],
});

const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const attachment = resourceOf("iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
  policyArn: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
});

describeRule(noCreateLogGroup, {
  compliant: [role, rolePolicy, attachment],
  remedy: "Declare an aws.cloudwatch.LogGroup and allow only writing to it.",
  broken: [
    {
      that: "the action",
      change: { "events-policy": { policy: allowing({ Action: "logs:CreateLogGroup" }) } },
      says: ['RolePolicy "events-policy" allows logs:CreateLogGroup.'],
    },
    {
      that: "the action among others",
      change: { "events-policy": { policy: allowing({ Action: ["logs:Create*"] }) } },
      says: ['RolePolicy "events-policy" allows logs:CreateLogGroup.'],
    },
    {
      that: "the managed policy that allows it",
      change: { attachment: { policyArn: BASIC } },
      says: [
        `RolePolicyAttachment "attachment" attaches "${BASIC}", which allows logs:CreateLogGroup.`,
      ],
    },
    {
      that: "the managed policy in the role itself",
      change: { "events-role": { managedPolicyArns: [BASIC] } },
      says: [`Role "events-role" attaches "${BASIC}", which allows logs:CreateLogGroup.`],
    },
    {
      that: "an ARN that is not known yet",
      change: { attachment: { policyArn: UNKNOWN } },
      waitsFor: ["policyArn"],
    },
  ],
});
