import type { Context } from "./glob";
import type { Patterns, Statement } from "./policy";

/** An action on a resource, with the values of its condition keys. */
export interface AccessRequest {
  /** For example `dynamodb:Scan`. */
  action: string;
  /** The resource's ARN. */
  resource: string;
  context: Context;
}

/** The statements of a principal. */
export interface Policies {
  identity: readonly Statement[];
  /** The permissions boundary, if there is one. */
  boundary?: readonly Statement[];
}

/** A statement that applies to a request, with its matching patterns. */
export interface Match {
  statement: Statement;
  actions: string[];
  resources: string[];
}

export interface Decision {
  allowed: boolean;
  /**
   * "allow": a statement allows it. "none": no statement does. "deny": a statement denies it.
   * "boundaryNone" and "boundaryDeny": the same for the permissions boundary.
   */
  reason: "allow" | "none" | "deny" | "boundaryNone" | "boundaryDeny";
  /** The statements that allow it, or the one that denies it. */
  by: Match[];
  /** Whether another context could change the decision. */
  dependsOnContext: boolean;
}

/**
 * Decides as IAM does for a principal in the resource's account: an explicit deny wins, a request that no
 * statement allows is denied, and a permissions boundary must allow it too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate({ identity, boundary }: Policies, request: AccessRequest): Decision {
  const own = evaluateStatements(identity, request);
  const limit = boundary && evaluateStatements(boundary, request);
  const dependsOnContext = own.dependsOnContext || limit?.dependsOnContext === true;
  const decide = (reason: Decision["reason"], by: Match[]) => ({
    allowed: reason === "allow",
    reason,
    by,
    dependsOnContext,
  });
  if (own.denies.length > 0) return decide("deny", own.denies);
  if (limit && limit.denies.length > 0) return decide("boundaryDeny", limit.denies);
  if (own.allows.length === 0) return decide("none", []);
  if (limit && limit.allows.length === 0) return decide("boundaryNone", []);
  return decide("allow", own.allows);
}

function evaluateStatements(statements: readonly Statement[], request: AccessRequest) {
  const allows: Match[] = [];
  const denies: Match[] = [];
  let dependsOnContext = false;
  for (const statement of statements) {
    const actions = matching(statement.actions, request.action, request.context);
    if (!actions) continue;
    const { resources: patterns, conditions } = statement;
    dependsOnContext ||= conditions.length > 0 || patterns.list.some((p) => p.hasVariables);
    const resources = matching(patterns, request.resource, request.context);
    if (!resources || !conditions.every((condition) => condition.holds(request.context))) continue;
    (statement.effect === "Deny" ? denies : allows).push({ statement, actions, resources });
  }
  return { allows, denies, dependsOnContext };
}

/** @returns the patterns that make the element match a value, or undefined if it does not match. */
function matching({ not, list }: Patterns, value: string, context: Context): string[] | undefined {
  const found = list.filter((pattern) => pattern.matches(value, context)).map(({ text }) => text);
  if (not) return found.length > 0 ? undefined : list.map(({ text }) => text);
  return found.length > 0 ? found : undefined;
}
