/** What somebody said in a room. */
export interface Said {
  /** The ID that the sender gave it: the same when it is said again because no answer came. */
  id: string;
  from: string;
  text: string;
  /** When it was said, in milliseconds since 1970. */
  atMs: number;
}

/** What became of a number of a room. Once there is an entry, it never changes. */
export interface Entry {
  sequence: number;
  /** Until when it counts as kept, in milliseconds since 1970. */
  keptUntilMs: number;
  /** Without it the number is void: it has no message, and never will have. */
  said?: Said;
}

export interface LogState {
  /** The highest number that was taken; 0 in a room where nobody has said anything. */
  latest: number;
  /** When it was taken. */
  takenAtMs: number;
  /** When the number 1 was taken. */
  startedAtMs: number;
}

/** The history of rooms, by place. Every read sees what was written before it. history.ts has the protocol. */
export interface RoomLog {
  /** Takes the next number: nobody else gets it. */
  take(place: string, nowMs: number): Promise<number>;
  /**
   * Keeps an entry under its number, all or nothing.
   * @returns `taken` if the number has an entry, `repeated` if its sender has said something by this ID. Then nothing
   *   was changed.
   */
  put(place: string, entry: Entry): Promise<"kept" | "taken" | "repeated">;
  state(place: string): Promise<LogState>;
  /** The first entries from a number on that are still kept, in order. */
  read(place: string, from: number, max: number): Promise<Entry[]>;
  /** The number of what a user has said by this ID. */
  numberOf(place: string, from: string, id: string): Promise<number | undefined>;
}

/**
 * The store deletes an entry so much later than it counts as kept. Clocks of execution environments differ by far
 * less, so an entry that should be kept and is not there was never written.
 */
export const DELETED_AFTER_MS = 60 * 60 * 1000;

/** When the store deletes an entry, in seconds since 1970. */
export function deletedAt({ keptUntilMs }: Entry): number {
  return Math.ceil((keptUntilMs + DELETED_AFTER_MS) / 1000);
}
