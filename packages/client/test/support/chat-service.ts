/** A message of a room, or a number that will never have one. */
type Entry = { sequence: number; id?: string; text?: string; from?: string };

/** One connection, as the service sees it. */
export interface Member {
  post(frame: object): void;
  /** Posts that are not overtaken by others of these. */
  postInOrder(frames: object[]): void;
}

interface Request {
  action?: string;
  id?: string;
  room?: string;
  since?: number;
  text?: string;
  echo?: boolean;
}

/** What may go wrong while a message is handled: nothing, or its function ends at some point. */
export type Killed = "no" | "after number" | "after history" | "after posts";

interface Room {
  sequence: number;
  entries: Entry[];
  members: Set<Member>;
}

/** Rooms with history, as `examples/rooms` has them: numbered without holes, each message once. */
export class ChatService {
  /** Whether nobody else may say anything in a room, as in `examples/rooms`. */
  onlyMembers = false;
  readonly #rooms = new Map<string, Room>();

  /** @param kept how many messages of a room the history has. */
  constructor(readonly kept = Infinity) {}

  room(name: string): Room {
    let room = this.#rooms.get(name);
    if (!room) this.#rooms.set(name, (room = { sequence: 0, entries: [], members: new Set() }));
    return room;
  }
  /** The service forgets everything, as a laptop does that starts again. */
  forget(): void {
    for (const room of this.#rooms.values()) Object.assign(room, { sequence: 0, entries: [] });
  }
  disconnect(member: Member): void {
    for (const { members } of this.#rooms.values()) members.delete(member);
  }

  handle(member: Member, text: string, killed: Killed = "no"): void {
    const request = JSON.parse(text) as Request;
    const room = this.room(request.room ?? "");
    if (request.action === "ping") return member.post({ type: "pong" });
    if (request.action === "join") return this.#join(member, room, request);
    if (request.action === "leave") {
      room.members.delete(member);
      return member.post({ type: "reply", replyTo: request.id, room: request.room });
    }
    if (request.action === "say") return this.#say(member, room, request, killed);
    const error = { code: "unknown", message: `No action "${request.action}"` };
    member.post({ type: "error", replyTo: request.id, error });
  }

  #join(member: Member, room: Room, { id, since, room: name }: Request): void {
    room.members.add(member);
    this.#fillHoles(room);
    const kept = room.entries.slice(-this.kept);
    const missed = kept.filter(({ sequence }) => since !== undefined && sequence > since);
    const oldest = kept[0]?.sequence ?? room.sequence + 1;
    member.postInOrder([
      ...missed.map((entry) => frameOf(entry, name)),
      { type: "reply", replyTo: id, room: name, sequence: room.sequence, oldest },
    ]);
  }

  #say(member: Member, room: Room, request: Request, killed: Killed): void {
    const { id, text, room: name, echo } = request;
    if (this.onlyMembers && !room.members.has(member)) {
      const error = { code: "notMember", message: `Not in the room "${name}"` };
      return member.post({ type: "error", replyTo: id, error });
    }
    let entry = room.entries.find((each) => each.id !== undefined && each.id === id);
    if (!entry) {
      const sequence = ++room.sequence;
      if (killed === "after number") return;
      this.#fillHoles(room, sequence);
      room.entries.push((entry = { sequence, id, text }));
      room.entries.sort((a, b) => a.sequence - b.sequence);
    }
    if (killed === "after history") return;
    for (const other of room.members)
      if (echo !== false || other !== member) other.post(frameOf(entry, name));
    if (killed === "after posts") return;
    member.post({ type: "reply", replyTo: id, room: name, sequence: entry.sequence });
  }

  /** Whoever finds a number without a message decides that there is none. */
  #fillHoles(room: Room, before = room.sequence + 1): void {
    const known = new Set(room.entries.map(({ sequence }) => sequence));
    for (let sequence = 1; sequence < before; sequence++)
      if (!known.has(sequence)) room.entries.push({ sequence });
    room.entries.sort((a, b) => a.sequence - b.sequence);
  }
}

function frameOf({ sequence, id, text }: Entry, room: string | undefined): object {
  if (id === undefined) return { type: "void", room, sequence };
  return { type: "message", room, sequence, id, text };
}
