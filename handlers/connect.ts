import type { ConnectionStore } from "./stores/connection-store";
import type { Route } from "./events";

/** `$connect`: remembers the connection. It is accepted only if that succeeds. */
export function connect(store: ConnectionStore): Route {
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
