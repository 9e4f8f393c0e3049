import { hash } from "node:crypto";
import { roomOf, userOf, type Departure, type Member, type RoomStore } from "../stores/room-store";
import { presenceFrame } from "./frames";
import type { Outbox } from "./room-service";

/** In a larger room nobody is told who comes and goes: each would be told of each. */
export const MAX_ANNOUNCED = 100;

/** Tells the others in a room that a user has come, unless the user was there by another connection. */
export async function announceArrival(
  { store, out }: { store: RoomStore; out: Outbox },
  place: string,
  member: Member,
): Promise<void> {
  const members = await smallRoom(store, place);
  const user = userOf(member);
  const others = members?.filter((other) => userOf(other) !== user) ?? [];
  // Of two that come at once, the earlier one counts: at least one of them finds that it is.
  const isEarlier = (other: Member) =>
    other.joinedAtMs < member.joinedAtMs ||
    (other.joinedAtMs === member.joinedAtMs && other.connectionId < member.connectionId);
  const isThere = members?.some((other) => userOf(other) === user && isEarlier(other));
  if (others.length === 0 || isThere) return;
  await send(out, place, presenceFrame(roomOf(place) ?? "", user, "joined"), others);
}

/** Tells the others in a room that a user has left, unless the user is there by another connection. */
export async function announceDeparture(
  { store, out }: { store: RoomStore; out: Outbox },
  { place, member }: Departure,
): Promise<void> {
  const members = await smallRoom(store, place);
  const user = userOf(member);
  if (!members || members.length === 0 || members.some((other) => userOf(other) === user)) return;
  await send(out, place, presenceFrame(roomOf(place) ?? "", user, "left"), members);
}

/** Tells of those who left without a word. Telling may find more of them. */
export async function announceDepartures(told: { store: RoomStore; out: Outbox }): Promise<void> {
  for (let left = told.out.departures(); left.length > 0; left = told.out.departures())
    for (const departure of left) await announceDeparture(told, departure);
}

/** Nothing depends on it: whoever was not told asks who is there. */
async function send(out: Outbox, place: string, message: string, members: Member[]) {
  // The same when the event is handled again.
  const part = `presence/${hash("sha256", message, "base64url").slice(0, 16)}`;
  try {
    await out.send({ place, message, part, members: onePage(members) });
  } catch (error) {
    console.error(`Not everyone in "${place}" could be told who came or left.`, error);
  }
}

/** Everyone in a place, unless they are too many. */
async function smallRoom(store: RoomStore, place: string): Promise<Member[] | undefined> {
  const all: Member[] = [];
  // One more than there may be, so that a large room costs one small read.
  for await (const page of store.members(place, MAX_ANNOUNCED + 1)) {
    all.push(...page);
    if (all.length > MAX_ANNOUNCED) return undefined;
  }
  return all;
}

async function* onePage(members: Member[]): AsyncGenerator<Member[], void> {
  yield members;
}
