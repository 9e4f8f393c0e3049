import { memoryConnectionStore } from "../../../../handlers/stores/memory/memory-connection-store";
import { expiresAt } from "../../../../handlers/stores/connection-store";
import {
  roomOf,
  userOf,
  userPlace,
  type Member,
  type RoomStore,
  type Visitor,
} from "../room-store";
import { memoryRoomLog } from "./memory-room-log";

/**
 * A room store for tests, in the memory of this process.
 * @param defaultPageSize members a page.
 */
export function memoryRoomStore(defaultPageSize = 100): RoomStore {
  const connections = memoryConnectionStore();
  const places = new Map<string, Map<string, Member>>();
  const membersOf = (place: string) => {
    const members = places.get(place) ?? new Map<string, Member>();
    places.set(place, members);
    return members;
  };
  const join: RoomStore["join"] = async (place, member) => {
    const before = membersOf(place).get(member.connectionId);
    membersOf(place).set(member.connectionId, member);
    return before?.connectedAt !== member.connectedAt;
  };
  const leave: RoomStore["leave"] = async (place, { connectionId, connectedAt }) => {
    const isThere = membersOf(place).get(connectionId)?.connectedAt === connectedAt;
    return isThere && membersOf(place).delete(connectionId);
  };
  return {
    ...{ join, leave },
    has: connections.has,
    charge: connections.charge,
    log: memoryRoomLog(),
    async add(visitor) {
      await connections.add(visitor);
      await join(userPlace(userOf(visitor)), { ...visitor, joinedAtMs: visitor.connectedAt });
    },
    async find(connectionId) {
      return (await connections.find(connectionId)) as Visitor | undefined;
    },
    async remove(connection) {
      await connections.remove(connection);
      const left = [];
      for (const [place, members] of places) {
        const member = members.get(connection.connectionId);
        if (!member || !(await leave(place, connection))) continue;
        if (roomOf(place) !== undefined) left.push({ place, member });
      }
      return left;
    },
    async member(place, { connectionId, connectedAt }) {
      const member = membersOf(place).get(connectionId);
      return member?.connectedAt === connectedAt ? member : undefined;
    },
    async *members(place, pageSize = defaultPageSize) {
      const nowSeconds = Date.now() / 1000;
      const all = [...membersOf(place).values()].filter(
        ({ connectedAt }) => expiresAt(connectedAt) > nowSeconds,
      );
      for (let at = 0; at < all.length; at += pageSize) yield all.slice(at, at + pageSize);
    },
    async roomsOf(connectionId) {
      return [...places].flatMap(([place, members]) =>
        members.has(connectionId) ? (roomOf(place) ?? []) : [],
      );
    },
  };
}
