import type { Entry, RoomLog, Said } from "./stores/room-log";

/*
 * Why nobody misses a message at the seam between history and live, and nobody gets one twice.
 *
 * To say something: 1. take a number, 2. put the message under it, only if nothing is there, 3. read the members,
 * 4. post to them. To join: a. put the membership, b. read the latest number, c. read the entries up to it, d. put a
 * void where one is missing, only if nothing is there.
 *
 * Take any message with its final number n, and anyone who joins and stays. Either n was taken after b: then 3 comes
 * after a, and the member is among those who are read: it comes live. Or n was taken before b, so it is not above the
 * latest. If it was put before c, c reads it. If not, d and 2 both want to be first under n. If 2 is, d reads what it
 * put. If d is, n is void, the writer takes another number, and n was not its final one after all.
 * So each number is decided once, and each member gets what was decided, by c, by d or live.
 *
 * Some get it both ways, or out of order: posts can cross. The number tells, so a client orders by it and drops what
 * it has. What an environment leaves undone that ends between 2 and 4 is in the history: the sender, who has no
 * answer, says it again by the same ID, and it is posted again under its number.
 */

/** How long a room remembers, and how much of it one request gets. */
export interface HistorySettings {
  keptMs: number;
  /** Entries that one join is sent. */
  maxEntries: number;
}

/** The settings in the function's environment variables. */
export function historySettings(): HistorySettings {
  return { keptMs: Number(process.env.HISTORY_HOURS ?? 24) * 3_600_000, maxEntries: 500 };
}

export interface Recorded {
  entry: Entry | undefined;
  sequence: number;
  /** Numbers that have become void on the way. */
  voids: number[];
}

/** Each attempt but the last met somebody who joined between taking the number and putting the message. */
const MAX_ATTEMPTS = 20;

/**
 * Records what somebody says, once for each ID.
 * @returns its entry; the earlier one if it was said before, or none if that is no longer kept.
 */
export async function record(
  log: RoomLog,
  place: string,
  said: Said,
  { keptMs }: HistorySettings,
): Promise<Recorded> {
  const before = await log.numberOf(place, said.from, said.id);
  if (before !== undefined) return earlier(log, place, before, []);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const sequence = await log.take(place, said.atMs);
    const entry: Entry = { sequence, keptUntilMs: said.atMs + keptMs, said };
    const outcome = await log.put(place, entry);
    if (outcome === "kept") return { entry, sequence, voids: [] };
    if (outcome === "taken") continue;
    // The same request ran twice at once: the other put it, and this number is not needed.
    const number = await log.numberOf(place, said.from, said.id);
    await log.put(place, { sequence, keptUntilMs: entry.keptUntilMs });
    if (number !== undefined) return earlier(log, place, number, [sequence]);
  }
  throw new Error(`No number of "${place}" could be kept in ${MAX_ATTEMPTS} attempts.`);
}

async function earlier(
  log: RoomLog,
  place: string,
  sequence: number,
  voids: number[],
): Promise<Recorded> {
  const [entry] = await log.read(place, sequence, 1);
  return { entry: entry?.sequence === sequence ? entry : undefined, sequence, voids };
}

/** What a connection has missed. */
export interface Missed {
  /** In order, with nothing left out between them. */
  entries: Entry[];
  latest: number;
  /** The first number that is kept of those that were asked for; one above `latest` if none is. */
  oldest: number;
  /** There are more entries than one request gets. */
  hasMore: boolean;
  /** Numbers that have become void just now. */
  voids: number[];
}

/**
 * What was said after a number. To be called when the connection is a member.
 * @param asked the number; one below 0 for so many of the latest.
 */
export async function missedSince(
  log: RoomLog,
  place: string,
  asked: number,
  { keptMs, maxEntries }: HistorySettings,
  nowMs: number,
): Promise<Missed> {
  const { latest, takenAtMs, startedAtMs } = await log.state(place);
  const since = asked < 0 ? Math.max(0, latest + asked) : asked;
  // Who knows of a later number knew the room before it was made anew, and asks again from its beginning.
  const oldest = since > latest ? 1 : since + 1;
  if (since >= latest) return { entries: [], latest, oldest, hasMore: false, voids: [] };
  // The entry of `since` is read too: while it is kept, whatever came later is.
  const read = await log.read(place, since, maxEntries + 1);
  const found = read.filter(({ sequence }) => sequence <= latest);
  const reachesBack = found[0]?.sequence === since || startedAtMs + keptMs > nowMs;
  let base = reachesBack ? since : (found[0]?.sequence ?? latest + 1) - 1;
  const isCut = read.length > maxEntries;
  const last = Math.min(isCut ? found.at(-1)!.sequence : latest, base + maxEntries);

  const bySequence = new Map(found.map((entry) => [entry.sequence, entry]));
  const entries: Entry[] = [];
  const voids: number[] = [];
  // From the end, because a void is kept as long as what follows it: not longer than what came after it.
  let keptUntilMs = takenAtMs + keptMs;
  for (let sequence = last; sequence > base; sequence--) {
    let entry = bySequence.get(sequence);
    if (!entry) {
      entry = { sequence, keptUntilMs };
      if ((await log.put(place, entry)) === "kept") {
        voids.push(sequence);
      } else {
        const { entry: written } = await earlier(log, place, sequence, []);
        if (!written) {
          // Its time was over just now.
          base = sequence;
          break;
        }
        entry = written;
      }
    }
    ({ keptUntilMs } = entry);
    entries.push(entry);
  }
  const hasMore = last < latest;
  return { entries: entries.reverse(), latest, oldest: base + 1, hasMore, voids };
}
