import type { ConnectionStore } from "./stores/connection-store";
import type { Route } from "./events";

/** `$disconnect`: removes the connection from the store. */
export function disconnect(store: Pick<ConnectionStore, "remove">): Route {
  return async ({ requestContext: { connectionId, connectedAt } }) => {
    await store.remove({ connectionId, connectedAt });
    return { statusCode: 200 };
  };
}
