/** Values that an expression may name, for example `{ request: { body, header, querystring }, context, stageVariables }`. */
export type Scope = Record<string, unknown>;

/**
 * Evaluates a selection expression: `$request.body.action`, `${request.body.a}-${request.body.b}`, plain
 * text, `\$default` for a literal `$default`. A path that leads nowhere is ""; an array is `[a, b]`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
export function evaluateExpression(expression: string, scope: Scope): string {
  const trimmed = expression.trim();
  if (trimmed.startsWith("\\$")) return trimmed.slice(1);
  if (/^\$(?!\{)/.test(trimmed)) return textOf(find(scope, trimmed.slice(1)));
  return trimmed.replace(/\$\{([^}]*)\}/g, (_, path: string) => textOf(find(scope, path)));
}

/** Follows a path of the kinds `a.b`, `a['b']`, `a[0]` and `a.$.b`. */
function find(scope: Scope, path: string): unknown {
  const keys = [
    ...path.matchAll(/\[\s*'([^']*)'\s*\]|\[\s*"([^"]*)"\s*\]|\[\s*(\d+)\s*\]|([^.[\]]+)/g),
  ].map(([, single, double, index, name]) => single ?? double ?? index ?? name!);
  let value: unknown = scope;
  for (const key of keys) {
    if (key === "$") continue;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}
