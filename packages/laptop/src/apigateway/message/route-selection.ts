import type { Route, WebSocketApi } from "../../model/model";
import { evaluateExpression } from "./selection-expression";

/**
 * The route for a message: the one whose key equals the value of the API's route selection expression,
 * else `$default`, else none. A message that is not JSON goes to `$default`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 */
export function selectRoute(
  { routeSelectionExpression, routes }: WebSocketApi,
  body: string,
): Route | undefined {
  const selected = selectedKey(routeSelectionExpression, body);
  const isReserved = selected === "$connect" || selected === "$disconnect";
  return (isReserved ? undefined : routes.get(selected)) ?? routes.get("$default");
}

/** How a JSON text begins: tells most other texts apart, for a hundredth of what an error costs. */
const JSON_START = /^[ \t\r\n]*[{["\d\-tfn]/;

function selectedKey(expression: string, body: string): string {
  if (!JSON_START.test(body)) return "$default";
  try {
    return evaluateExpression(expression, { request: { body: JSON.parse(body) as unknown } });
  } catch {
    // Not JSON, or nested too deep to be looked through.
    return "$default";
  }
}
