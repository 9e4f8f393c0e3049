import {
  allowsAction,
  documentsOf,
  POLICY_TYPES,
  readDocument,
  type Statement,
} from "../properties/documents";
import { pathsOf } from "../properties/escalation-paths";
import { ROLE } from "../properties/roles";
import { undecided, violation, type Resource, type ResourceRule } from "../rule";
import { isObject, isUnknown, listOf } from "../properties/values";

const REFERENCE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const ALWAYS = { lenient: "mandatory", strict: "mandatory" } as const;

export const noFullAccessPolicy: ResourceRule = {
  name: "iam-no-full-access-policy",
  description:
    "No role holds an AWS managed policy that allows everything of a service or account.",
  severity: "critical",
  level: ALWAYS,
  remediation:
    "Write a policy with the actions that the code calls. An aws.lambda.CallbackFunction without role attaches nine such policies: give it a role.",
  url: `${REFERENCE}/access_policies_managed-vs-inline.html`,
  equals: [
    "AwsSolutions-IAM4",
    "CKV_AWS_274",
    "CKV2_AWS_56",
    "IAM_ROLE_ELEVATED_MANAGED_POLICY_RULE",
  ],
  types: [
    ROLE,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
  ],
  *check(resource) {
    const { policyArn, managedPolicyArns } = resource.props;
    for (const arn of [...listOf(policyArn), ...listOf(managedPolicyArns)]) {
      const property = policyArn === undefined ? "managedPolicyArns" : "policyArn";
      if (isUnknown(arn)) yield undecided(resource, property);
      else if (isFullAccess(arn)) yield violation(resource, `attaches "${arn}".`);
    }
  },
};

export const noPrivilegeEscalation: ResourceRule = {
  name: "iam-no-privilege-escalation",
  description: "No policy lets its holder extend its own permissions.",
  severity: "critical",
  level: ALWAYS,
  remediation: "Keep these actions for the role that deploys.",
  url: "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
  equals: ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_289"],
  types: POLICY_TYPES,
  *check(resource) {
    for (const document of documentsOf(resource)) {
      const allowing = document.statements.filter(({ effect }) => effect !== "Deny");
      for (const path of document.unknown) yield undecided(resource, path);
      for (const { path, actions } of allowing)
        if (actions.some(isUnknown)) yield undecided(resource, `${path}.Action`);
      const [first, ...others] = pathsOf((action) => allowsIn(allowing, action));
      if (first)
        yield violation(
          resource,
          `allows its holder to escalate by ${wordsOf(first, others.length)}.`,
        );
    }
  },
};

/** Services that name their source when they assume a role. Lambda does not, so its roles need no condition. */
const WITH_SOURCE = /^(scheduler|states|pipes|firehose|cloudtrail|vpc-flow-logs|sns|events)\./;

export const trustOneService: ResourceRule = {
  name: "iam-trust-one-service",
  description:
    "A role trusts one service and, where the service names its source, only sources in this account.",
  severity: "high",
  level: ALWAYS,
  remediation:
    'Trust one service by name; where the service names its source, add the condition "aws:SourceArn" or "aws:SourceAccount".',
  url: `${REFERENCE}/confused-deputy.html`,
  equals: [
    "CKV_AWS_60",
    "CKV_AWS_61",
    "CKV_AWS_283",
    "CKV_AWS_393",
    "IAM_ROLE_NO_FULL_ACCESS_ON_TRUST_POLICY",
  ],
  types: [ROLE],
  *check(resource) {
    for (const document of readDocument(resource.props.assumeRolePolicy, "assumeRolePolicy")) {
      for (const path of document.unknown) yield undecided(resource, path);
      const allowing = document.statements.filter(({ effect }) => effect !== "Deny");
      for (const statement of allowing) yield* faultsOfTrust(resource, statement);
      const services = new Set(allowing.flatMap(servicesOf));
      if (services.size > 1)
        yield violation(resource, `trusts ${services.size} services: ${[...services].join(", ")}.`);
    }
  },
};

export const roleRules = [noFullAccessPolicy, noPrivilegeEscalation, trustOneService];

/** The services that a statement of a trust policy names. */
export function servicesOf({ principal }: Statement): string[] {
  return isObject(principal) ? listOf(principal.Service) : [];
}

function* faultsOfTrust(resource: Resource, statement: Statement) {
  const { path, principal, notPrincipal, condition } = statement;
  if (notPrincipal !== undefined) yield violation(resource, "trusts by NotPrincipal.");
  if (isUnknown(principal)) yield undecided(resource, `${path}.Principal`);
  else if (principal === "*") yield violation(resource, "trusts everyone.");
  if (!isObject(principal)) return;
  const keys = Object.values(condition).flatMap((operands) => Object.keys(operands));
  for (const account of listOf(principal.AWS)) {
    if (isUnknown(account)) yield undecided(resource, `${path}.Principal.AWS`);
    else yield violation(resource, account === "*" ? "trusts everyone." : `trusts "${account}".`);
  }
  for (const service of listOf(principal.Service)) {
    if (isUnknown(service)) yield undecided(resource, `${path}.Principal.Service`);
    else if (/[*?]/.test(service)) yield violation(resource, `trusts "${service}".`);
    else if (
      WITH_SOURCE.test(service) &&
      !keys.some((key) => /^aws:source(arn|account)$/.test(key))
    )
      yield violation(resource, `trusts "${service}" on behalf of any account.`);
  }
  for (const provider of listOf(principal.Federated))
    if (!keys.some((key) => key.endsWith(":sub")))
      yield violation(resource, `trusts every identity of "${provider}".`);
}

/** Whether any of the statements covers an action. */
export function allowsIn(statements: Statement[], action: string): boolean {
  return statements.some((statement) => allowsAction(statement, action));
}

/** A path of escalation in words. */
export function wordsOf(path: string[], others: number): string {
  return path.join(" with ") + (others > 0 ? ` and ${others} more ways` : "");
}

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
function isFullAccess(arn: string): boolean {
  const name = arn.split("/").pop()!;
  return (
    /^arn:[^:]+:iam::aws:policy\//.test(arn) &&
    (/Full_?Access/.test(name) ||
      /^(Administrator|PowerUser|SystemAdministrator)|PowerUser$/.test(name))
  );
}
