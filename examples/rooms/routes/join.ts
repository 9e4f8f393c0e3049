import { isGone } from "../../../handlers/management/management-api";
import { missedSince } from "../history";
import { roomPlace, type Member } from "../stores/room-store";
import { entryFrame } from "./frames";
import { announceArrival } from "./presence";
import type { Handle } from "./room-route";

/** Rooms that a connection may be in. */
const MAX_ROOMS = 100;

/** Kept back from sending history, for the answer. */
const ANSWER_RESERVE_MS = 3000;

/**
 * `join`: enters a room, and is sent what was said there after the message `since`. Whoever is in it already is sent
 * what is missing. history.ts says why nothing is lost between that and what comes live.
 */
export const join: Handle<"join"> = async (granted) => {
  const { store, out, request, sender, rules, history, gateway, context } = granted;
  const { room, since } = request;
  if (!(await rules.mayJoin(room, sender.identity))) {
    const message = `You may not enter the room "${room}".`;
    return { refusal: { code: "forbidden", message } };
  }
  const place = roomPlace(room);
  const rooms = await store.roomsOf(sender.connectionId);
  if (rooms.length >= MAX_ROOMS && !rooms.includes(room)) {
    const message = `A connection may be in ${MAX_ROOMS} rooms. Leave one first.`;
    return { refusal: { code: "tooManyRooms", message } };
  }
  const nowMs = Date.now();
  const member: Member = { ...sender, joinedAtMs: nowMs };
  const isNew = await store.join(place, member);
  if (isNew) await announceArrival({ store, out }, place, member);
  if (since === undefined) {
    const { latest } = await store.log.state(place);
    return { reply: { room, sequence: latest, oldest: latest + 1 } };
  }
  const missed = await missedSince(store.log, place, since, history, nowMs);
  let { hasMore } = missed;
  for (const entry of missed.entries) {
    if (context.getRemainingTimeInMillis() < ANSWER_RESERVE_MS) {
      hasMore = true;
      break;
    }
    try {
      await gateway.post(sender.connectionId, entryFrame(room, entry));
    } catch (error) {
      if (!isGone(error)) throw error;
      await out.end(sender);
      return { refusal: { code: "gone", message: "The connection has closed." } };
    }
  }
  // The others wait for these numbers.
  for (const sequence of missed.voids) {
    const message = entryFrame(room, { sequence, keptUntilMs: 0 });
    const isFor = ({ connectionId }: Member) => connectionId !== sender.connectionId;
    await out.send({ place, message, part: `void/${sequence}`, isFor });
  }
  const { latest, oldest } = missed;
  return { reply: { room, sequence: latest, oldest, ...(hasMore && { more: true }) } };
};
