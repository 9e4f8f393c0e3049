import { hasExpired, identityOf } from "../../../handlers/authorization/identity";
import type { InvocationContext, Route } from "../../../handlers/events";
import type { messageLimit } from "../../../handlers/message-limit";
import type { Visitor } from "../stores/room-store";
import { refuse, reply } from "./frames";
import { announceDepartures } from "./presence";
import { idIn, readRequest, type Action, type Refusal, type Requests } from "./requests";
import { outbox, type Outbox, type RoomService } from "./room-service";

/** A request that passed every check, with who made it. */
export interface Granted<Asked extends Action> extends RoomService {
  request: Requests[Asked];
  sender: Visitor;
  out: Outbox;
  context: InvocationContext;
}

/** @returns the fields of the reply, or why there is none. */
export type Handle<Asked extends Action> = (
  granted: Granted<Asked>,
) => Promise<{ reply: Record<string, unknown> } | { refusal: Refusal }>;

/** Counts the messages of a connection, for all its routes. */
export type LimitOf = ReturnType<typeof messageLimit>;

/**
 * The checks that every request passes, in the order of what they cost: the token's time, the rate, the message, the
 * connection.
 */
export function roomRoute<Asked extends Action>(
  service: RoomService,
  excessOf: LimitOf,
  action: Asked,
  handle: Handle<Asked>,
): Route {
  const { store, settings } = service;
  return async ({ requestContext, body = "" }, context) => {
    const { connectionId, connectedAt, requestTimeEpoch, authorizer } = requestContext;
    const connection = { connectionId, connectedAt };
    const out = outbox(service, context);
    if (hasExpired(identityOf(authorizer), Date.now())) {
      await out.end(connection);
      return { statusCode: 401 };
    }
    if ((await excessOf(connection, 0, requestTimeEpoch)) !== "none") {
      const message = `A connection may send ${settings.messagesPerSecond} messages a second. Send this one again later.`;
      return refuse({ code: "tooMany", message }, idIn(body), 429);
    }
    const read = readRequest(action, body);
    if ("refusal" in read) return refuse(read.refusal, read.id);
    const { request } = read;
    const sender = await store.find(connectionId);
    if (sender?.connectedAt !== connectedAt) {
      const message = "This connection is no longer stored. Connect again.";
      return refuse({ code: "unknownConnection", message }, request.id, 409);
    }
    const outcome = await handle({ ...service, request, sender, out, context });
    await announceDepartures({ store, out });
    if ("refusal" in outcome) return refuse(outcome.refusal, request.id);
    return reply(request.id, outcome.reply);
  };
}

export function notMember(room: string): { refusal: Refusal } {
  const message = `You are not in the room "${room}". Join it first.`;
  return { refusal: { code: "notMember", message } };
}
