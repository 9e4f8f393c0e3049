import type { Route, WebSocketApi } from "../model/model";

/**
 * The route for a message: the one whose key equals the value of the API's route selection expression,
 * else `$default`, else none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 */
export function selectRoute(
  { routeSelectionExpression, routes }: WebSocketApi,
  body: string,
): Route | undefined {
  const selected = evaluate(routeSelectionExpression, body);
  const isReserved = selected === "$connect" || selected === "$disconnect";
  return (isReserved ? undefined : routes.get(selected)) ?? routes.get("$default");
}

/** The value of `$request.body.a.b` in a JSON message; "" if there is none. */
function evaluate(expression: string, body: string): string {
  const path = /^\$\{?request\.body\.([^}]+)\}?$/.exec(expression)?.[1];
  if (!path) return "";
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return "";
  }
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return "";
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === "string" ? value : isScalar(value) ? String(value) : "";
}

function isScalar(value: unknown): value is number | boolean {
  return typeof value === "number" || typeof value === "boolean";
}
