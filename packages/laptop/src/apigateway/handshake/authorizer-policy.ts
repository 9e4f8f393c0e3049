import { compileCondition, type Condition } from "../../iam/policy/conditions";
import { compilePattern, type Context } from "../../iam/policy/glob";

interface Statement {
  Effect?: unknown;
  Action?: unknown;
  Resource?: unknown;
  Condition?: unknown;
}

export type Evaluation = "allow" | "explicitDeny" | "implicitDeny" | "malformed";

/**
 * Evaluates the policy that a Lambda authorizer answered, for `execute-api:Invoke` on a route's ARN. A
 * deny wins over every allow.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function evaluateAuthorizerPolicy(
  document: unknown,
  methodArn: string,
  context: Context,
): Evaluation {
  const { Statement: given } = (document ?? {}) as { Statement?: unknown };
  const statements = (Array.isArray(given) ? given : [given]) as (Statement | undefined)[];
  let evaluation: Evaluation = "implicitDeny";
  for (const statement of statements) {
    const { Effect, Action, Resource, Condition } = statement ?? {};
    const conditions = conditionsOf(Condition ?? {});
    if ((Effect !== "Allow" && Effect !== "Deny") || !Action || !Resource || !conditions) {
      return "malformed";
    }
    const applies =
      matches(Action, "execute-api:Invoke", true) &&
      matches(Resource, methodArn, false) &&
      conditions.every((condition) => condition.holds(context));
    if (!applies) continue;
    if (Effect === "Deny") evaluation = "explicitDeny";
    else if (evaluation === "implicitDeny") evaluation = "allow";
  }
  return evaluation;
}

function matches(patterns: unknown, value: string, foldCase: boolean): boolean {
  return [patterns]
    .flat()
    .some((pattern) => compilePattern(String(pattern), { foldCase }).matches(value, NOTHING));
}

const NOTHING: Context = () => undefined;

/** The conditions of a statement, or undefined if IAM has no such operator or value. */
function conditionsOf(element: object): Condition[] | undefined {
  try {
    const conditions = Object.entries(element).flatMap(([operator, keys]) =>
      Object.entries(keys as object).map(([key, values]) =>
        compileCondition(operator, key, [values].flat().map(String), false),
      ),
    );
    return conditions.every((condition) => condition !== undefined) ? conditions : undefined;
  } catch {
    return undefined;
  }
}
