import { identityOf } from "./authorization/identity";
import { BEARER, offersBearer } from "./authorization/presented-tokens";
import type { Route } from "./events";
import type { ConnectionStore } from "./stores/connection-store";

/** `$connect`: stores the connection and who opened it. API Gateway accepts it only if that succeeds. */
export function connect(store: Pick<ConnectionStore, "add" | "remove">): Route {
  return async (event) => {
    const { connectionId, connectedAt, authorizer } = event.requestContext;
    const identity = identityOf(authorizer);
    const connection = { connectionId, connectedAt, ...(identity && { identity }) };
    try {
      await store.add(connection);
    } catch (error) {
      // It may have been stored though the answer was lost. If this fails too, its row expires.
      await store.remove(connection).catch(() => undefined);
      console.error(`Connection "${connectionId}" is refused: it could not be stored.`, error);
      return { statusCode: 500 };
    }
    // The token was offered as a subprotocol after this one.
    const isBearer = identity !== undefined && offersBearer(event);
    return { statusCode: 200, ...(isBearer && { headers: { "Sec-WebSocket-Protocol": BEARER } }) };
  };
}
