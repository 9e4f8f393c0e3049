import { MAX_MESSAGE_BYTES } from "../limits";
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

/** `..*` repeats what is nested: its text can be the square of the message's length. No route key is that long. */
const MAX_TEXT_LENGTH = MAX_MESSAGE_BYTES;

/** An array is `[a, b]`. What is longer than a message is cut off. */
function textOf(value: unknown): string {
  let text = "";
  const print = (part: unknown) => {
    if (part === undefined || part === null || text.length > MAX_TEXT_LENGTH) return;
    if (Array.isArray(part)) {
      text += "[";
      part.forEach((element, i) => {
        if (i > 0) text += ", ";
        print(element);
      });
      text += "]";
      return;
    }
    // Unconfirmed [selection-of-object]: how a selection expression prints an object; here as JSON.
    text += typeof part === "object" ? JSON.stringify(part) : String(part);
  };
  print(value);
  return text;
}
