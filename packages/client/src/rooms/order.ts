import type { Reply } from "../events";
import type { Gap } from "../events";

/** How many messages are kept while one is missing, how many rooms are known, and how many that were left. */
const MAX_KEPT = 1000;
const MAX_TRIES = 5;

interface Room {
  /** The sequence up to which everything is delivered or told; NaN before the answer to the program's join. */
  at: number;
  /** The highest sequence heard of. */
  latest: number;
  /** Messages that came before one of a lower sequence. */
  held: Map<number, { message?: unknown }>;
  /** Questions that are not answered. */
  asked: number;
  /** Questions in vain. */
  tries: number;
  /** When the next question is due. */
  askAt: number;
}

interface Surroundings {
  now(): number;
  random(): number;
  deliver(message: unknown): void;
  tell(gap: Gap): void;
  /** Whether the service can be asked for what is missing. */
  hasHistory: boolean;
}

/** Puts the messages of each room in order, and notices what is missing. */
export function createOrder({ now, random, deliver, tell, hasHistory }: Surroundings) {
  const rooms = new Map<string, Room>();
  /** Messages may be on their way when the program leaves a room. */
  const left = new Set<string>();

  const add = (name: string, at = NaN) => {
    const room: Room = { at, latest: at, held: new Map(), asked: 0, tries: 0, askAt: Infinity };
    rooms.set(name, room);
    return room;
  };
  /** Delivers what is next, and sees to what is missing. */
  const flush = (room: Room) => {
    for (let held; (held = room.held.get(room.at + 1));) {
      room.held.delete(++room.at);
      room.tries = 0;
      if ("message" in held) deliver(held.message);
    }
    const isBehind = room.asked === 0 && (room.latest > room.at || room.tries > 0);
    const delay = 1000 * 2 ** room.tries * (0.5 + random());
    room.askAt = isBehind ? Math.min(room.askAt, now() + delay) : Infinity;
  };
  const skip = (name: string, room: Room, to: number, reason: Gap["reason"]) => {
    tell({ room: name, after: room.at, before: to + 1, reason });
    room.at = to;
    for (const sequence of room.held.keys()) if (sequence <= to) room.held.delete(sequence);
    flush(room);
  };

  return {
    add,
    leave(name: string): void {
      rooms.delete(name);
      left.add(name);
      if (left.size > MAX_KEPT) left.delete(left.values().next().value!);
    },
    /**
     * @param held what is delivered in its turn; without a message, there is none of that sequence.
     * @returns whether the message is delivered or will be.
     */
    receive(name: string, sequence: number, held: { message?: unknown }): boolean {
      if (left.has(name)) return true;
      // A service that invents rooms fills no memory.
      if (!rooms.has(name) && rooms.size >= MAX_KEPT) return false;
      const room = rooms.get(name) ?? add(name, sequence - 1);
      if (sequence <= room.at) return true;
      room.latest = Math.max(room.latest || 0, sequence);
      if (!room.held.has(sequence) && (room.held.size < MAX_KEPT || sequence === room.at + 1))
        room.held.set(sequence, held);
      flush(room);
      return true;
    },
    /**
     * Awaits the answer to a question for what came after a sequence, or to a join without one. Live messages may
     * come before it.
     */
    async expect(name: string, since: number | undefined, answer: Promise<Reply>): Promise<void> {
      left.delete(name);
      const room = rooms.get(name) ?? add(name, since);
      room.asked++;
      const reply = await answer.catch(() => undefined);
      room.asked--;
      const latest = sequenceIn(reply?.sequence);
      const start = Math.min(latest, (sequenceIn(reply?.oldest) || 1) - 1);
      const first = lowest(room) - 1;
      // Without a number, the first message says where the room begins.
      if (!(room.at >= 0)) room.at = latest < first ? latest : first;
      if (room.at === Infinity) rooms.delete(name);
      if (!(latest <= room.latest)) room.latest = latest || room.latest;
      if (!reply) room.tries ||= 1;
      else if (room.latest <= room.at) room.tries = 0;
      if (latest < since!) {
        room.held.clear();
        room.latest = latest;
        skip(name, room, start, "restarted");
      } else if (start > room.at) skip(name, room, start, "expired");
      else flush(room);
    },
    /** The position in each room that has one. */
    positions(): Record<string, number> {
      const known = [...rooms].filter(([, { at }]) => at >= 0);
      return Object.fromEntries(known.map(([name, { at }]) => [name, at]));
    },
    /**
     * Asks for what is missing; again and again, and at last goes on without it.
     * @param ask asks the service for what it has after a room's position.
     */
    tick(ask: (name: string) => void): void {
      for (const [name, room] of rooms) {
        if (now() < room.askAt) continue;
        room.askAt = Infinity;
        if (hasHistory && room.tries++ < MAX_TRIES) ask(name);
        else {
          room.tries = 0;
          const to = room.held.size > 0 ? lowest(room) - 1 : room.latest;
          skip(name, room, to, hasHistory ? "missing" : "no-history");
        }
      }
    },
  };
}

/** @returns NaN for what is no sequence. */
export function sequenceIn(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : NaN;
}

function lowest({ held }: Room): number {
  return Math.min(...held.keys());
}
