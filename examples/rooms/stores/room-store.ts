import type { Connection, ConnectionStore } from "../../../handlers/stores/connection-store";
import type { Identity } from "../../../handlers/authorization/identity";
import type { RoomLog } from "./room-log";

/** A connection, and who opened it. `identity.principalId` is the user. */
export interface Visitor extends Connection {
  identity: Identity;
}

/** A connection that is in a place. */
export interface Member extends Visitor {
  /** When it came to the place, in milliseconds since 1970. */
  joinedAtMs: number;
}

/** What a connection has left. */
export interface Departure {
  place: string;
  member: Member;
}

/**
 * Where connections are: in rooms, and each in a place of its user, by which the user is found. A message goes to a
 * place, whether that is a room of 10,000 or the two tabs of one user.
 */
export interface RoomStore extends Pick<ConnectionStore, "charge" | "has"> {
  /** Adds a connection, and puts it into the place of its user. */
  add(visitor: Visitor): Promise<void>;
  find(connectionId: string): Promise<Visitor | undefined>;
  /**
   * Removes a connection from wherever it is. A later one under the same ID stays.
   * @returns what it has left, without the place of its user.
   */
  remove(connection: Connection): Promise<Departure[]>;
  /** Puts a connection into a place. @returns whether it was not there before. */
  join(place: string, member: Member): Promise<boolean>;
  /** @returns whether it was there. */
  leave(place: string, connection: Connection): Promise<boolean>;
  member(place: string, connection: Connection): Promise<Member | undefined>;
  /**
   * Who is in a place, page by page. Whoever joined before the first page is read is among them.
   * @param pageSize the most that a page has; as many as the store likes if not given.
   */
  members(place: string, pageSize?: number): AsyncIterable<Member[]>;
  /** The rooms where a connection is. One that it has just joined may be missing. */
  roomsOf(connectionId: string): Promise<string[]>;
  /** The history of each room. */
  log: RoomLog;
}

const ROOM = "room#";
const USER = "user#";

export function roomPlace(room: string): string {
  return `${ROOM}${room}`;
}

/** The name of the room; undefined for the place of a user. */
export function roomOf(place: string): string | undefined {
  return place.startsWith(ROOM) ? place.slice(ROOM.length) : undefined;
}

export function userPlace(user: string): string {
  return `${USER}${user}`;
}

export function userOf({ identity }: Visitor): string {
  return identity.principalId ?? "";
}
