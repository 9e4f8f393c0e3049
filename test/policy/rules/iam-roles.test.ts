import {
  noFullAccessPolicy,
  noPrivilegeEscalation,
  trustOneService,
} from "../../../policy/rules/iam-roles";
import { ACCOUNT, resourceOf, role, rolePolicy, trusting } from "../support/resources";
import { allowing, describeRule, UNKNOWN } from "../support/rule-table";

const ATTACHMENT = resourceOf("iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
  role: "events",
  policyArn: `arn:aws:iam::${ACCOUNT}:policy/FullAccessToNothing`,
});
const attach = (policyArn: string) => ({ attachment: { policyArn } });

describeRule(noFullAccessPolicy, {
  compliant: [role, ATTACHMENT],
  remedy:
    "Write a policy with the actions that the code calls. An aws.lambda.CallbackFunction without role attaches nine such policies: give it a role.",
  broken: [
    ...[
      "arn:aws:iam::aws:policy/AdministratorAccess",
      "arn:aws:iam::aws:policy/AWSLambda_FullAccess",
      "arn:aws:iam::aws:policy/CloudWatchFullAccessV2",
      "arn:aws:iam::aws:policy/AmazonCognitoPowerUser",
      "arn:aws-cn:iam::aws:policy/PowerUserAccess",
    ].map((arn) => ({
      that: arn,
      change: attach(arn),
      says: [`RolePolicyAttachment "attachment" attaches "${arn}".`],
    })),
    {
      that: "write access to X-Ray",
      change: attach("arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"),
    },
    {
      that: "a managed policy in the role itself",
      change: { "events-role": { managedPolicyArns: ["arn:aws:iam::aws:policy/IAMFullAccess"] } },
      says: ['Role "events-role" attaches "arn:aws:iam::aws:policy/IAMFullAccess".'],
    },
    { that: "an ARN that is not known yet", change: attach(UNKNOWN), waitsFor: ["policyArn"] },
  ],
});

const policy = (Action: string | string[]) => ({
  "events-policy": { policy: allowing({ Action }) },
});
const escalates = (path: string) => [
  `RolePolicy "events-policy" allows its holder to escalate by ${path}.`,
];

describeRule(noPrivilegeEscalation, {
  compliant: [rolePolicy],
  remedy: "Keep these actions for the role that deploys.",
  broken: [
    {
      that: "an action that writes policies",
      change: policy("iam:putrolepolicy"),
      says: escalates("iam:PutRolePolicy"),
    },
    {
      that: "every action of IAM",
      change: policy("iam:*"),
      says: escalates("iam:CreatePolicyVersion and 14 more ways"),
    },
    {
      that: "an action that changes code of others",
      change: policy("lambda:Update*"),
      says: escalates("lambda:UpdateFunctionCode and 1 more ways"),
    },
    {
      that: "passing a role to what runs it",
      change: policy(["iam:PassRole", "lambda:CreateFunction"]),
      says: escalates("iam:PassRole with lambda:CreateFunction"),
    },
    { that: "half of a path", change: policy("lambda:CreateFunction") },
    {
      that: "actions that are not known yet",
      change: policy(UNKNOWN),
      waitsFor: ["policy.Statement[0].Action"],
    },
  ],
});

const trust = (statement: Record<string, unknown>) => ({
  "events-role": {
    assumeRolePolicy: {
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...statement }],
    },
  },
});

describeRule(trustOneService, {
  compliant: [role],
  remedy:
    'Trust one service by name; where the service names its source, add the condition "aws:SourceArn" or "aws:SourceAccount".',
  broken: [
    {
      that: "everyone",
      change: trust({ Principal: "*" }),
      says: ['Role "events-role" trusts everyone.'],
    },
    {
      that: "every account",
      change: trust({ Principal: { AWS: "*" } }),
      says: ['Role "events-role" trusts everyone.'],
    },
    {
      that: "another account",
      change: trust({ Principal: { AWS: "arn:aws:iam::210987654321:root" } }),
      says: ['Role "events-role" trusts "arn:aws:iam::210987654321:root".'],
    },
    {
      that: "every service",
      change: trust({ Principal: { Service: "*.amazonaws.com" } }),
      says: ['Role "events-role" trusts "*.amazonaws.com".'],
    },
    {
      that: "two services",
      change: trust({
        Principal: { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
      }),
      says: [
        'Role "events-role" trusts 2 services: lambda.amazonaws.com, edgelambda.amazonaws.com.',
      ],
    },
    {
      that: "NotPrincipal",
      change: trust({ NotPrincipal: { AWS: "arn:aws:iam::210987654321:root" } }),
      says: ['Role "events-role" trusts by NotPrincipal.'],
    },
    {
      that: "a service that tells its source, without a condition",
      change: { "events-role": { assumeRolePolicy: trusting("scheduler.amazonaws.com") } },
      says: ['Role "events-role" trusts "scheduler.amazonaws.com" on behalf of any account.'],
    },
    {
      that: "a service that tells its source, with a condition",
      change: trust({
        Principal: { Service: "scheduler.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
      }),
    },
    {
      that: "every identity of a provider",
      change: trust({ Principal: { Federated: "token.actions.githubusercontent.com" } }),
      says: ['Role "events-role" trusts every identity of "token.actions.githubusercontent.com".'],
    },
    {
      that: "one identity of a provider",
      change: trust({
        Principal: { Federated: "token.actions.githubusercontent.com" },
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:sub": "repo:a/b:ref:refs/heads/main",
          },
        },
      }),
    },
    {
      that: "a principal that is not known yet",
      change: trust({ Principal: { Service: UNKNOWN } }),
      waitsFor: ["assumeRolePolicy.Statement[0].Principal.Service"],
    },
    {
      that: "a trust policy that is not known yet",
      change: { "events-role": { assumeRolePolicy: UNKNOWN } },
      waitsFor: ["assumeRolePolicy"],
    },
  ],
});
