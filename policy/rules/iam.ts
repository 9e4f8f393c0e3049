import { isResourceless } from "../properties/resourceless-actions";
import {
  allowsAction,
  documentsOf,
  POLICY_TYPES,
  readDocument,
  whatIsAllowed,
} from "../properties/documents";
import { undecided, violation, type ResourceRule } from "../rule";
import { manageConnectionsScoped } from "./iam-connections";
import { isUnknown } from "../properties/values";

const REFERENCE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const ALWAYS = { lenient: "mandatory", strict: "mandatory" } as const;

export const noWildcardAction: ResourceRule = {
  name: "iam-no-wildcard-action",
  description: "A policy lists actions without wildcards.",
  severity: "high",
  level: ALWAYS,
  remediation: "List the actions that the code calls.",
  url: `${REFERENCE}/best-practices.html#grant-least-privilege`,
  equals: ["AwsSolutions-IAM5", "CKV_AWS_63", "CKV_AWS_62", "AWS-0057", "IAM.21", "IAM.1"],
  types: POLICY_TYPES,
  check: whatIsAllowed(function* ({ path, actions }, resource) {
    for (const action of actions) {
      if (isUnknown(action)) yield undecided(resource, `${path}.Action`);
      else if (/[*?]/.test(action)) yield violation(resource, `allows the action "${action}".`);
    }
  }),
};

export const noWildcardResource: ResourceRule = {
  name: "iam-no-wildcard-resource",
  description: "A policy names the resources of every action that supports it.",
  severity: "high",
  level: ALWAYS,
  remediation: "Name the resource by its ARN.",
  url: `${REFERENCE}/best-practices.html#grant-least-privilege`,
  equals: ["AwsSolutions-IAM5", "CKV_AWS_355", "CKV_AWS_49", "AWS-0057"],
  types: POLICY_TYPES,
  check: whatIsAllowed(function* ({ path, actions, resources }, resource) {
    // Connections have their own rule, which knows the parts of their ARN.
    const limited = actions.filter(
      (action) => !isResourceless(action) && action !== "execute-api:ManageConnections",
    );
    const [first, ...others] = limited;
    if (first === undefined) return;
    const allowed = others.length > 0 ? `${first} and ${others.length} more` : first;
    for (const arn of resources) {
      if (isUnknown(arn)) yield undecided(resource, `${path}.Resource`);
      else if (namesNothing(arn)) yield violation(resource, `allows ${allowed} on "${arn}".`);
    }
  }),
};

export const noInvertedAllow: ResourceRule = {
  name: "iam-no-inverted-allow",
  description: "An Allow statement lists what it allows, not what it excludes.",
  severity: "high",
  level: ALWAYS,
  remediation: "Use Action and Resource.",
  url: `${REFERENCE}/reference_policies_elements_notaction.html`,
  equals: [
    "IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_ACTION",
    "IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_RESOURCE",
  ],
  types: POLICY_TYPES,
  check: whatIsAllowed(function* ({ notActions, notResources }, resource) {
    if (notActions.length > 0) yield violation(resource, "allows by NotAction.");
    if (notResources.length > 0) yield violation(resource, "allows by NotResource.");
  }),
};

export const passRoleBounded: ResourceRule = {
  name: "iam-pass-role-bounded",
  description: "Passing a role is limited to that role and to the service that receives it.",
  severity: "critical",
  level: ALWAYS,
  remediation: 'Name the role, and add the condition StringEquals "iam:PassedToService".',
  url: `${REFERENCE}/id_roles_use_passrole.html`,
  equals: ["CKV_AWS_286", "AWS-0342", "IAM_POLICY_NO_WILDCARD_RESOURCE_ON_PASSROLE"],
  types: POLICY_TYPES,
  check: whatIsAllowed(function* (statement, resource) {
    if (!statement.actions.some((action) => /^iam:/i.test(action))) return;
    if (!allowsAction(statement, "iam:PassRole")) return;
    for (const arn of statement.resources) {
      if (isUnknown(arn)) yield undecided(resource, `${statement.path}.Resource`);
      else if (/[*?]/.test(arn)) yield violation(resource, `lets the role "${arn}" be passed.`);
    }
    const { stringequals, stringequalsifexists } = statement.condition;
    const services = { ...stringequalsifexists, ...stringequals }["iam:passedtoservice"];
    if (!services?.length) yield violation(resource, "lets a role be passed to any service.");
  }),
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const SIZE_LIMITS: Record<string, number> = {
  "aws:iam/policy:Policy": 6_144,
  "aws:iam/rolePolicy:RolePolicy": 10_240,
  "aws:iam/role:Role": 10_240,
  "aws:iam/userPolicy:UserPolicy": 2_048,
  "aws:iam/groupPolicy:GroupPolicy": 5_120,
};
const TRUST_LIMIT = 2_048;

export const sizeWithinLimits: ResourceRule = {
  name: "iam-size-limits",
  description: "A policy is small enough for IAM to accept it.",
  severity: "medium",
  level: ALWAYS,
  remediation: "Join statements that allow the same, or split the policy.",
  url: `${REFERENCE}/reference_iam-quotas.html`,
  equals: [],
  types: POLICY_TYPES,
  *check(resource) {
    const limit = SIZE_LIMITS[resource.type]!;
    const trusts = readDocument(resource.props.assumeRolePolicy, "assumeRolePolicy");
    const measured = [
      { documents: documentsOf(resource), limit, what: "policy" },
      { documents: trusts, limit: TRUST_LIMIT, what: "trust policy" },
    ];
    for (const { documents, limit, what } of measured) {
      const size = documents.reduce((sum, document) => sum + document.size, 0);
      if (size > limit)
        yield violation(resource, `has a ${what} of ${size} characters; IAM allows ${limit}.`);
    }
  },
};

export const iamRules = [
  noWildcardAction,
  noWildcardResource,
  noInvertedAllow,
  passRoleBounded,
  manageConnectionsScoped,
  sizeWithinLimits,
];

/** Services whose ARNs have no resource type before the name: `arn:aws:s3:::bucket`, not `arn:aws:dynamodb:...:table/name`. */
const WITHOUT_KIND = new Set(["s3", "sns", "sqs", "execute-api"]);

/** Whether a resource pattern leaves the name, the account or the region open. */
function namesNothing(pattern: string): boolean {
  const [, , service = "", region = "", account = "", ...rest] = pattern.split(":");
  if (rest.length === 0) return /[*?]/.test(pattern);
  const id = rest.join(":");
  const name = WITHOUT_KIND.has(service) ? id : id.replace(/^[a-z-]+[/:]/i, "");
  return /[*?]/.test(service + region + account) || /^[*?]/.test(name);
}
