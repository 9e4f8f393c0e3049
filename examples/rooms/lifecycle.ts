import { identityOf } from "../../handlers/authorization/identity";
import { connect as connectTo } from "../../handlers/connect";
import type { Route, WebSocketEvent } from "../../handlers/events";
import type { RoomStore, Visitor } from "./stores/room-store";
import { announceDeparture, announceDepartures } from "./routes/presence";
import { outbox, type RoomService } from "./routes/room-service";

/** The query of a handshake, which only CONNECT events have. */
type Handshake = WebSocketEvent & { queryStringParameters?: Record<string, string> };

const MAX_NAME_LENGTH = 64;

/**
 * `$connect`: stores the connection and its user. An authorizer says who that is; without one it is the name in the
 * query, `?user=alice`, which anyone can take, or else a name that is made up.
 * @param userClaim the claim of a token that has the user's name, different for each; else it is the token's subject.
 */
export function connect(store: RoomStore, userClaim = process.env.USER_CLAIM ?? ""): Route {
  return async (event, context) => {
    const { authorizer, connectionId } = event.requestContext;
    const signedIn = identityOf(authorizer);
    const { user = `guest-${connectionId.slice(0, 6)}` } =
      (event as Handshake).queryStringParameters ?? {};
    if (!signedIn && (user === "" || user.length > MAX_NAME_LENGTH)) return { statusCode: 400 };
    const principalId = signedIn?.[userClaim] ?? signedIn?.principalId ?? user;
    const identity = { ...signedIn, principalId };
    const add = (connection: Omit<Visitor, "identity">) => store.add({ ...connection, identity });
    const remove = async (connection: Omit<Visitor, "identity">) =>
      void (await store.remove(connection));
    return connectTo({ add, remove })(event, context);
  };
}

/** `$disconnect`: removes the connection from wherever it is, and tells those who stay. */
export function disconnect(service: RoomService): Route {
  const { store } = service;
  return async ({ requestContext: { connectionId, connectedAt } }, context) => {
    const out = outbox(service, context);
    const departures = await store.remove({ connectionId, connectedAt });
    for (const departure of departures) await announceDeparture({ store, out }, departure);
    await announceDepartures({ store, out });
    return { statusCode: 200 };
  };
}
