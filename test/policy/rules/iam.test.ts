import {
  noInvertedAllow,
  noWildcardAction,
  noWildcardResource,
  passRoleBounded,
  sizeWithinLimits,
} from "../../../policy/rules/iam";
import { ACCOUNT, role, rolePolicy } from "../support/resources";
import { allowing, describeRule, TABLE_ARN, UNKNOWN } from "../support/rule-table";

const policy = (statement: Record<string, unknown>) => ({
  "events-policy": { policy: allowing(statement) },
});

describeRule(noWildcardAction, {
  compliant: [rolePolicy],
  remedy: "List the actions that the code calls.",
  broken: [
    {
      that: "every action of a service",
      change: policy({ Action: "dynamodb:*" }),
      says: ['RolePolicy "events-policy" allows the action "dynamodb:*".'],
    },
    {
      that: "some actions of a service, among others",
      change: policy({ Action: ["dynamodb:PutItem", "dynamodb:Get*", "logs:?"] }),
      says: [
        'RolePolicy "events-policy" allows the action "dynamodb:Get*".',
        'RolePolicy "events-policy" allows the action "logs:?".',
      ],
    },
    { that: "a wildcard that is denied", change: policy({ Effect: "Deny", Action: "*" }) },
    { that: "a policy that is absent", change: { "events-policy": { policy: undefined } } },
    {
      that: "a wildcard in JSON text",
      change: { "events-policy": { policy: JSON.stringify(allowing({ Action: "*" })) } },
      says: ['RolePolicy "events-policy" allows the action "*".'],
    },
    {
      that: "a wildcard in a statement without a list",
      change: {
        "events-policy": {
          policy: { Statement: { Effect: "Allow", Action: "s3:*", Resource: "x" } },
        },
      },
      says: ['RolePolicy "events-policy" allows the action "s3:*".'],
    },
    {
      that: "a wildcard beside actions that are not known yet",
      change: policy({ Action: [UNKNOWN, "s3:*"] }),
      says: ['RolePolicy "events-policy" allows the action "s3:*".'],
      waitsFor: ["policy.Statement[0].Action"],
    },
    {
      that: "a policy that is not known yet",
      change: { "events-policy": { policy: UNKNOWN } },
      waitsFor: ["policy"],
    },
    {
      that: "statements that are not known yet",
      change: { "events-policy": { policy: { Statement: [UNKNOWN] } } },
      waitsFor: ["policy.Statement[0]"],
    },
    {
      that: "a policy that is not JSON",
      change: { "events-policy": { policy: "{" } },
      waitsFor: ["policy"],
    },
    {
      that: "a wildcard in an inline policy of a role",
      change: {
        "events-role": {
          ...role.props,
          type: role.type,
          inlinePolicies: [{ name: "all", policy: JSON.stringify(allowing({ Action: "*" })) }],
        },
      },
      says: ['Role "events-role" allows the action "*".'],
    },
  ],
});

describeRule(noWildcardResource, {
  compliant: [rolePolicy],
  remedy: "Name the resource by its ARN.",
  broken: [
    {
      that: "every resource",
      change: policy({ Resource: "*" }),
      says: ['RolePolicy "events-policy" allows dynamodb:PutItem on "*".'],
    },
    {
      that: "every resource, for several actions",
      change: policy({ Action: ["dynamodb:PutItem", "dynamodb:Scan"], Resource: ["*"] }),
      says: ['RolePolicy "events-policy" allows dynamodb:PutItem and 1 more on "*".'],
    },
    {
      that: "every table",
      change: policy({ Resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/*` }),
      says: [
        `RolePolicy "events-policy" allows dynamodb:PutItem on "arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/*".`,
      ],
    },
    {
      that: "every account",
      change: policy({ Resource: "arn:aws:dynamodb:us-east-1:*:table/connections" }),
      says: [
        'RolePolicy "events-policy" allows dynamodb:PutItem on "arn:aws:dynamodb:us-east-1:*:table/connections".',
      ],
    },
    { that: "the indexes of one table", change: policy({ Resource: `${TABLE_ARN}/index/*` }) },
    {
      that: "the objects of one bucket",
      change: policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" }),
    },
    {
      that: "every bucket",
      change: policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::*" }),
      says: ['RolePolicy "events-policy" allows s3:GetObject on "arn:aws:s3:::*".'],
    },
    {
      that: "actions that know no resource",
      change: policy({
        Action: ["xray:PutTraceSegments", "ec2:CreateNetworkInterface"],
        Resource: "*",
      }),
    },
    {
      that: "a resource that is not known yet",
      change: policy({ Resource: UNKNOWN }),
      waitsFor: ["policy.Statement[0].Resource"],
    },
  ],
});

describeRule(noInvertedAllow, {
  compliant: [rolePolicy],
  remedy: "Use Action and Resource.",
  broken: [
    {
      that: "NotAction",
      change: policy({ Action: undefined, NotAction: "iam:*" }),
      says: ['RolePolicy "events-policy" allows by NotAction.'],
    },
    {
      that: "NotResource",
      change: policy({ Resource: undefined, NotResource: TABLE_ARN }),
      says: ['RolePolicy "events-policy" allows by NotResource.'],
    },
    {
      that: "NotAction in a denial",
      change: policy({ Effect: "Deny", Action: undefined, NotAction: "dynamodb:Scan" }),
    },
  ],
});

const PASS_ROLE = {
  Action: "iam:PassRole",
  Resource: `arn:aws:iam::${ACCOUNT}:role/job`,
  Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
};

describeRule(passRoleBounded, {
  compliant: [{ ...rolePolicy, props: { policy: allowing(PASS_ROLE) } }],
  remedy: 'Name the role, and add the condition StringEquals "iam:PassedToService".',
  broken: [
    {
      that: "any role, by an action in lower case",
      change: policy({ ...PASS_ROLE, Action: "iam:passrole", Resource: "*" }),
      says: ['RolePolicy "events-policy" lets the role "*" be passed.'],
    },
    {
      that: "any role",
      change: policy({ ...PASS_ROLE, Resource: "*" }),
      says: ['RolePolicy "events-policy" lets the role "*" be passed.'],
    },
    {
      that: "any service",
      change: policy({ ...PASS_ROLE, Condition: undefined }),
      says: ['RolePolicy "events-policy" lets a role be passed to any service.'],
    },
    {
      that: "a role that is not known yet",
      change: policy({ ...PASS_ROLE, Resource: UNKNOWN }),
      waitsFor: ["policy.Statement[0].Resource"],
    },
  ],
});

describeRule(sizeWithinLimits, {
  compliant: [rolePolicy, role],
  remedy: "Join statements that allow the same, or split the policy.",
  broken: [
    {
      that: "a role policy of more than 10,240 characters",
      change: policy({ Resource: "x".repeat(10_240) }),
      says: ['RolePolicy "events-policy" has a policy of 10339 characters; IAM allows 10240.'],
    },
    {
      that: "a trust policy of more than 2,048 characters",
      change: { "events-role": { assumeRolePolicy: allowing({ Resource: "x".repeat(2_048) }) } },
      says: ['Role "events-role" has a trust policy of 2147 characters; IAM allows 2048.'],
    },
  ],
});
