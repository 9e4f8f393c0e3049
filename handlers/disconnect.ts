import type { ConnectionStore } from "./stores/connection-store";
import type { Route } from "./events";

/** `$disconnect`: forgets the connection. */
export function disconnect(store: ConnectionStore): Route {
  return async ({ requestContext: { connectionId, connectedAt } }) => {
    await store.remove({ connectionId, connectedAt });
    return { statusCode: 200 };
  };
}
