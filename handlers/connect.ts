import type { Route } from "./events";
import type { ConnectionStore } from "./stores/connection-store";

/** `$connect`: stores the connection. API Gateway accepts it only if that succeeds. */
export function connect(store: Pick<ConnectionStore, "add" | "remove">): Route {
  return async ({ requestContext: { connectionId, connectedAt } }) => {
    const connection = { connectionId, connectedAt };
    try {
      await store.add(connection);
    } catch (error) {
      // It may have been stored though the answer was lost. If this fails too, its row expires.
      await store.remove(connection).catch(() => undefined);
      console.error(`Connection "${connectionId}" is refused: it could not be stored.`, error);
      return { statusCode: 500 };
    }
    return { statusCode: 200 };
  };
}
