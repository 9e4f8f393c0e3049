import { roomPlace, userOf } from "../stores/room-store";
import { notMember, type Handle } from "./room-route";

/** Names that one answer has, which are 128 KB at most. */
const MAX_USERS = 900;

/** `who`: the users in a room, each once, by name. */
export const who: Handle<"who"> = async ({ store, request: { room }, sender }) => {
  const place = roomPlace(room);
  if (!(await store.member(place, sender))) return notMember(room);
  const users = new Set<string>();
  for await (const page of store.members(place)) {
    for (const member of page) users.add(userOf(member));
    if (users.size > MAX_USERS) break;
  }
  const more = users.size > MAX_USERS;
  const named = [...users].slice(0, MAX_USERS).sort();
  return { reply: { room, users: named, ...(more && { more: true }) } };
};
