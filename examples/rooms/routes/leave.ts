import { roomPlace } from "../stores/room-store";
import { announceDeparture } from "./presence";
import type { Handle } from "./room-route";

/** `leave`: leaves a room. It is no error not to be there. */
export const leave: Handle<"leave"> = async ({ store, out, request: { room }, sender }) => {
  const place = roomPlace(room);
  const wasThere = await store.leave(place, sender);
  const member = { ...sender, joinedAtMs: 0 };
  if (wasThere) await announceDeparture({ store, out }, { place, member });
  return { reply: { room } };
};
