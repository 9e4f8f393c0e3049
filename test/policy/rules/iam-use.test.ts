import {
  manageConnectionsOwnApi,
  noCombinedEscalation,
  trustNeededService,
} from "../../../policy/rules/iam-use";
import {
  ACCOUNT,
  lambdaFunction,
  resourceOf,
  role,
  rolePolicy,
  stage,
  trusting,
} from "../support/resources";
import { allowing, describeRule, UNKNOWN } from "../support/rule-table";

const secondPolicy = (Action: string, parts: Record<string, unknown> = {}) => ({
  second: {
    type: rolePolicy.type,
    role: "events",
    policy: allowing({ Action }),
    ...parts,
  },
});

describeRule(noCombinedEscalation, {
  compliant: [
    role,
    { ...rolePolicy, props: { role: "events", policy: allowing({ Action: "iam:PassRole" }) } },
  ],
  remedy: "Keep these actions for the role that deploys.",
  broken: [
    {
      that: "two policies of a role that complete a path",
      change: secondPolicy("ecs:RunTask"),
      says: [
        'Role "events-role" has policies that together escalate by iam:PassRole with ecs:RunTask.',
      ],
    },
    { that: "policies of two roles", change: secondPolicy("ecs:RunTask", { role: "other" }) },
    {
      that: "an attached policy that completes a path",
      change: {
        attached: {
          type: "iam/policy:Policy",
          arn: "arn:p",
          policy: allowing({ Action: "ec2:*" }),
        },
        attachment: {
          type: "iam/rolePolicyAttachment:RolePolicyAttachment",
          role: "events",
          policyArn: "arn:p",
        },
      },
      says: [
        'Role "events-role" has policies that together escalate by iam:PassRole with ec2:RunInstances.',
      ],
    },
    {
      that: "a policy whose role is not known yet",
      change: secondPolicy("ecs:RunTask", { role: UNKNOWN }),
      waitsFor: ["role"],
    },
  ],
});

describeRule(trustNeededService, {
  compliant: [
    role,
    lambdaFunction,
    resourceOf("apigateway/account:Account", "account", {
      cloudwatchRoleArn: `arn:aws:iam::${ACCOUNT}:role/other`,
    }),
  ],
  remedy: "Trust that service, or give it a role of its own.",
  broken: [
    {
      that: "a function's role that trusts another service",
      change: { "events-role": { assumeRolePolicy: trusting("ec2.amazonaws.com") } },
      says: [
        'Role "events-role" is used by Function "events-function" but trusts ec2.amazonaws.com, not lambda.amazonaws.com.',
      ],
    },
    {
      that: "a role that a second service uses",
      change: { account: { cloudwatchRoleArn: role.props.arn } },
      says: [
        'Role "events-role" is used by Account "account" but trusts lambda.amazonaws.com, not apigateway.amazonaws.com.',
      ],
    },
    {
      that: "the user of a role that is not known yet, if it trusts another service",
      change: {
        "events-role": { arn: UNKNOWN, assumeRolePolicy: trusting("ec2.amazonaws.com") },
        "events-function": { role: UNKNOWN },
      },
      waitsFor: ["arn"],
    },
  ],
});

const OTHER = `arn:aws:execute-api:us-east-1:${ACCOUNT}:another/prod/POST/@connections/*`;
const connections = (Resource: string) => ({
  "events-policy": { policy: allowing({ Action: "execute-api:ManageConnections", Resource }) },
});

describeRule(manageConnectionsOwnApi, {
  compliant: [role, rolePolicy, stage],
  remedy: "Build the ARN from the stage's executionArn.",
  broken: [
    {
      that: "another API",
      change: connections(OTHER),
      says: [
        `RolePolicy "events-policy" allows ManageConnections on "${OTHER}", no stage of this program.`,
      ],
    },
    {
      that: "an ARN that is not known yet",
      change: connections(UNKNOWN),
      waitsFor: ["policy.Statement[0].Resource"],
    },
    {
      that: "a stage whose ARN is not known yet",
      change: { stage: { executionArn: UNKNOWN } },
      waitsFor: ["executionArn"],
    },
  ],
});
