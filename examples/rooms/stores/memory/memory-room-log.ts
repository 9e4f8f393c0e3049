import { deletedAt, type Entry, type LogState, type RoomLog } from "../room-log";

interface Room extends LogState {
  entries: Map<number, Entry>;
  numbers: Map<string, number>;
}

/** A history for tests, in the memory of this process. */
export function memoryRoomLog(): RoomLog {
  const rooms = new Map<string, Room>();
  const roomAt = (place: string): Room => {
    const found = rooms.get(place);
    if (found) return withoutDeleted(found);
    const nothing = { latest: 0, takenAtMs: 0, startedAtMs: 0 };
    const room: Room = { ...nothing, entries: new Map(), numbers: new Map() };
    rooms.set(place, room);
    return room;
  };
  return {
    async take(place, nowMs) {
      const room = roomAt(place);
      room.takenAtMs = nowMs;
      room.startedAtMs ||= nowMs;
      return ++room.latest;
    },
    async put(place, entry) {
      const { entries, numbers } = roomAt(place);
      const { sequence, said } = entry;
      if (said && numbers.has(keyOf(said.from, said.id))) return "repeated";
      if (entries.has(sequence)) return "taken";
      if (said) numbers.set(keyOf(said.from, said.id), sequence);
      entries.set(sequence, entry);
      return "kept";
    },
    async state(place) {
      const { latest, takenAtMs, startedAtMs } = roomAt(place);
      return { latest, takenAtMs, startedAtMs };
    },
    async read(place, from, max) {
      const nowMs = Date.now();
      return [...roomAt(place).entries.values()]
        .filter(({ sequence, keptUntilMs }) => sequence >= from && keptUntilMs > nowMs)
        .sort((a, b) => a.sequence - b.sequence)
        .slice(0, max);
    },
    async numberOf(place, from, id) {
      return roomAt(place).numbers.get(keyOf(from, id));
    },
  };
}

/** As the TTL of a database deletes. */
function withoutDeleted(room: Room): Room {
  for (const [sequence, entry] of room.entries) {
    if (deletedAt(entry) * 1000 > Date.now()) continue;
    room.entries.delete(sequence);
    if (entry.said) room.numbers.delete(keyOf(entry.said.from, entry.said.id));
  }
  return room;
}

function keyOf(from: string, id: string): string {
  return JSON.stringify([from, id]);
}
