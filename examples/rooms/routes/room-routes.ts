import type { Route } from "../../../handlers/events";
import { messageLimit } from "../../../handlers/message-limit";
import { join } from "./join";
import { leave } from "./leave";
import { roomRoute, type Handle } from "./room-route";
import type { Action } from "./requests";
import type { RoomService } from "./room-service";
import { say } from "./say";
import { to } from "./to";
import { unknown } from "./unknown";
import { who } from "./who";

/** The routes of messages, by route key. They share an environment, and the count of each connection's messages. */
export function roomRoutes(service: RoomService): Record<string, Route> {
  const excessOf = messageLimit(service.store, service.settings.messagesPerSecond);
  const route = <Asked extends Action>(action: Asked, handle: Handle<Asked>) =>
    roomRoute(service, excessOf, action, handle);
  return {
    join: route("join", join),
    leave: route("leave", leave),
    say: route("say", say),
    to: route("to", to),
    who: route("who", who),
    $default: unknown(excessOf),
  };
}
