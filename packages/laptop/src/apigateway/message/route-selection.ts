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

/** How JSON begins. Testing for it costs a hundredth of a failed `JSON.parse`. */
const JSON_START = /^[ \t\r\n]*[{["\d\-tfn]/;

function selectedKey(expression: string, body: string): string {
  if (!JSON_START.test(body)) return "$default";
  try {
    return evaluateExpression(expression, { request: { body: JSON.parse(body) as unknown } });
  } catch {
    // Not JSON, or nested too deeply to search.
    return "$default";
  }
}
