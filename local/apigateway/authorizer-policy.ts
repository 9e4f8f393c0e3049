interface Statement {
  Effect?: unknown;
  Action?: unknown;
  Resource?: unknown;
}

/**
 * Evaluates the policy that a Lambda authorizer answered, for `execute-api:Invoke` on a route's ARN.
 * A deny wins over every allow.
 */
export function evaluateAuthorizerPolicy(
  document: unknown,
  methodArn: string,
): "allow" | "explicitDeny" | "implicitDeny" | "malformed" {
  const statement = (document as { Statement?: unknown } | undefined | null)?.Statement;
  const statements = (Array.isArray(statement) ? statement : [statement]) as Statement[];
  const isWellFormed = statements.every(
    (s) => s && (s.Effect === "Allow" || s.Effect === "Deny") && s.Action && s.Resource,
  );
  if (!isWellFormed) return "malformed";
  const matching = statements.filter(
    ({ Action, Resource }) =>
      listOf(Action).some((pattern) => matches(pattern.toLowerCase(), "execute-api:invoke")) &&
      listOf(Resource).some((pattern) => matches(pattern, methodArn)),
  );
  if (matching.some(({ Effect }) => Effect === "Deny")) return "explicitDeny";
  return matching.length > 0 ? "allow" : "implicitDeny";
}

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** Whether text matches a pattern with `*` for any characters and `?` for one. Linear in both. */
function matches(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (
      p < pattern.length &&
      (pattern[p] === "?" || pattern[p] === text[t]) &&
      pattern[p] !== "*"
    ) {
      p++;
      t++;
    } else if (pattern[p] === "*") {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
