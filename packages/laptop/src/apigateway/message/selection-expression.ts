import { findPath } from "./json-path";

/** Values that an expression may name, for example `{ request: { body } }`. */
export type Scope = Record<string, unknown>;

/** `\$` is a dollar sign, `${path}` and `$path` are variables, anything else is text. */
const PART =
  /\\\$|\$\{([^}]*)\}|\$([A-Za-z_][\w-]*(?:\.{1,2}(?:\*|[^\s.[\]${}()/,;:|]+)|\[[^\]]*\])*)/g;

/**
 * Evaluates a selection expression: `$request.body.action`, `${request.body.a}-${request.body.b}`, plain
 * text, `\$default` for a literal `$default`. A path that leads nowhere is "". Values are not
 * evaluated again.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
export function evaluateExpression(expression: string, scope: Scope): string {
  return expression.trim().replace(PART, (part, braced?: string, bare?: string) => {
    const path = braced ?? bare;
    return path === undefined ? part.slice(1) : textOf(findPath(scope, path));
  });
}

/** An array is `[a, b]`. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  // Unconfirmed: how a selection expression prints an object; here as JSON.
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}
