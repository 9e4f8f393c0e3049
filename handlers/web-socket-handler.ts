import type { InvocationContext, Route, RouteResult, WebSocketEvent } from "./events";

/**
 * One Lambda handler for several routes, so that they share an execution environment and its clients.
 * @param routes by route key. An event of any other route gets status 500.
 */
export function webSocketHandler(routes: Record<string, Route>) {
  return async (event: WebSocketEvent, context: InvocationContext): Promise<RouteResult> => {
    const { routeKey } = event.requestContext;
    if (!Object.hasOwn(routes, routeKey)) {
      console.error(`No handler for route "${routeKey}". Add one in webSocketHandler({ ... }).`);
      return { statusCode: 500 };
    }
    return routes[routeKey]!(event, context);
  };
}
