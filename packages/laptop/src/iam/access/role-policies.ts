import { placeOfArn } from "../../shared/aws-names";
import { UserError } from "../../shared/errors";
import type { Model, PolicySource, Role } from "../../model/model";
import { evaluate, type Decision, type Policies } from "../policy/evaluate";
import type { Context } from "../policy/glob";
import { managedPolicy } from "../policy/managed-policies";
import { parsePolicy, type Statement } from "../policy/policy";

/** A role with its parsed policies. */
export interface RolePolicies extends Policies {
  role: Role;
  /**
   * Decides a request. Decisions that do not depend on the context are cached.
   * @param context only called if the decision is not cached.
   */
  decide(action: string, resource: string, context: () => Context): Decision;
}

const MAX_DECISIONS = 1000;

/** Who acts with a role. */
interface User {
  kind: "Function" | "Schedule";
  logicalName: string;
  arn: string;
  roleArn: string;
}

/** The services that assume the roles. */
const SERVICES = {
  Function: { name: "Lambda", principal: "lambda.amazonaws.com" },
  Schedule: { name: "EventBridge Scheduler", principal: "scheduler.amazonaws.com" },
};

/**
 * The roles of the model's functions and schedules, by ARN. No other role is used on a laptop.
 * @throws UserError for a role that is missing or that its service cannot assume, and as `compileRole` does.
 */
export function compileRoles({
  functions,
  schedules,
  roles,
}: Pick<Model, "functions" | "schedules" | "roles">): Map<string, RolePolicies> {
  const compiled = new Map<string, RolePolicies>();
  const users: User[] = [
    ...functions.map((each) => ({ ...each, kind: "Function" as const })),
    ...schedules.map((each) => ({ ...each, kind: "Schedule" as const })),
  ];
  for (const user of users) {
    const role = roles.find(({ arn }) => arn === user.roleArn);
    if (!role) {
      throw new UserError(
        "NOT_EMULATED",
        `${user.kind} "${user.logicalName}" has the role "${user.roleArn}", which is not a role of this program, so its permissions are not known. Declare it as an aws.iam.Role.`,
      );
    }
    checkTrust(role, user);
    if (!compiled.has(role.arn)) compiled.set(role.arn, compileRole(role));
  }
  return compiled;
}

/** @throws UserError for a policy that cannot be evaluated. */
export function compileRole(role: Role): RolePolicies {
  const parse = (source: PolicySource): Statement[] => {
    const document =
      "arn" in source ? managedPolicy(source.arn, role.logicalName) : source.document;
    return parsePolicy(document, source.name, "identity");
  };
  const policies: Policies = {
    identity: role.policies.flatMap(parse),
    boundary: role.boundary && parse(role.boundary),
  };
  const decisions = new Map<string, Decision>();
  return {
    ...policies,
    role,
    decide(action, resource, context) {
      const key = `${action} ${resource}`;
      const known = decisions.get(key);
      if (known) return known;
      const decision = evaluate(policies, { action, resource, context: context() });
      if (!decision.dependsOnContext) {
        if (decisions.size >= MAX_DECISIONS) decisions.delete(decisions.keys().next().value!);
        decisions.set(key, decision);
      }
      return decision;
    },
  };
}

/**
 * Checks that a service can assume the role of a function or schedule. AWS refuses to create it otherwise.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 * @throws UserError that says what to add.
 */
export function checkTrust(role: Role, { kind, arn, logicalName }: User) {
  const { name, principal } = SERVICES[kind];
  const statements = parsePolicy(role.trustPolicy, role.logicalName, "trust");
  const isAbout = ({ principals }: Statement) =>
    principals === "*" || principals?.Service?.includes(principal) === true;
  const values: Record<string, string[]> = {
    "aws:sourcearn": [arn],
    "aws:sourceaccount": [placeOfArn(arn).accountId],
    "aws:principalisawsservice": ["true"],
  };
  const context: Context = (key) => values[key];
  const request = { action: "sts:AssumeRole", resource: role.arn, context };
  if (evaluate({ identity: statements.filter(isAbout) }, request).allowed) return;
  throw new UserError(
    "MODEL",
    `Role "${role.logicalName}" cannot be assumed by ${name}, so ${kind.toLowerCase()} "${logicalName}" cannot run with it. Allow sts:AssumeRole to { "Service": "${principal}" } in the role's assumeRolePolicy.`,
  );
}
