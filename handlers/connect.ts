import type { ConnectionStore } from "./stores/connection-store";
import type { Route } from "./events";

/** `$connect`: stores the connection. API Gateway accepts it only if that succeeds. */
export function connect(store: Pick<ConnectionStore, "add">): Route {
  return async ({ requestContext: { connectionId, connectedAt } }) => {
    try {
      await store.add({ connectionId, connectedAt });
    } catch (error) {
      console.error(`Connection "${connectionId}" is refused: it could not be stored.`, error);
      return { statusCode: 500 };
    }
    return { statusCode: 200 };
  };
}
