/** A connection, as the ledger knows it. Times are milliseconds of `performance.now()`. */
export interface Member {
  /** When it closed, or began to. */
  leftAt?: number;
}

/** What became of the broadcasts that are settled. */
export interface Tally {
  broadcasts: number;
  /** Copies that arrived. */
  deliveries: number;
  /** Copies that did not arrive, at connections that were open the whole time. */
  lost: number;
  /** Copies after the first at one connection. */
  repeated: number;
  /** Broadcasts whose sender got an error though no environment was killed. */
  failed: number;
  /** Broadcasts whose execution environment was killed: the sender got an error, and had it not left would have. */
  killed: number;
  /** Of those: copies that did not arrive, and copies after the first at one connection. */
  missedOfKilled: number;
  repeatedOfKilled: number;
}

interface Broadcast {
  sender: Member;
  sentAt: number;
  /** Who was open when it was sent. */
  due: Member[];
  copies: Map<Member, number>;
  /** When its last copy, or the error of its sender, arrived. */
  lastAt: number | undefined;
  /** Its sender got an error meanwhile. */
  hasFailed: boolean;
}

/** A broadcast with all its copies waits this long for another. A post that is not answered is repeated later than that. */
export const GRACE_MS = 4000;

/** How long copies are waited for. Messages wait while a saved program is evaluated. */
export const PATIENCE_MS = 60_000;

/** How long after its death an environment may still be given an event. */
const NOTICED_MS = 1000;

/**
 * Who was sent what, and who got it: every connection that is open from before a message is sent until after
 * its last copy has arrived gets it once.
 */
export class Ledger {
  readonly tally: Tally = {
    ...{ broadcasts: 0, deliveries: 0, lost: 0, repeated: 0, failed: 0 },
    ...{ killed: 0, missedOfKilled: 0, repeatedOfKilled: 0 },
  };
  readonly #unsettled = new Map<number, Broadcast>();
  readonly #kills: number[] = [];
  #sent = 0;

  get unsettled(): number {
    return this.#unsettled.size;
  }

  /** Whether a message of this connection is under way. */
  isSending(member: Member): boolean {
    return this.#broadcastOf(member) !== undefined;
  }

  /** @returns the number that the message must carry. */
  sent(sender: Member, due: Member[], now: number): number {
    const copies = new Map<Member, number>();
    const broadcast = { sender, sentAt: now, due, copies, lastAt: undefined, hasFailed: false };
    this.#unsettled.set(this.#sent, broadcast);
    return this.#sent++;
  }

  received(number: number, member: Member, now: number): void {
    const broadcast = this.#unsettled.get(number);
    // It was settled without this copy.
    if (!broadcast) return void this.tally.repeated++;
    broadcast.copies.set(member, (broadcast.copies.get(member) ?? 0) + 1);
    broadcast.lastAt = now;
  }

  /** The sender of a message got an error. */
  failed(sender: Member, now: number): void {
    const broadcast = this.#broadcastOf(sender);
    // Everyone had it already. Its environment may have been killed before it answered.
    if (!broadcast) return void this.tally[this.wasKilled(now, now) ? "killed" : "failed"]++;
    broadcast.hasFailed = true;
    broadcast.lastAt = now;
  }

  killed(now: number): void {
    this.#kills.push(now);
  }

  /** Whether an environment was killed between two times, or so shortly before that it was used. */
  wasKilled(from: number, to: number): boolean {
    return this.#kills.some((at) => at >= from - NOTICED_MS && at <= to);
  }

  /** Counts the broadcasts that have ended. */
  settle(now: number): void {
    for (const [number, broadcast] of this.#unsettled) {
      const quietMs = now - (broadcast.lastAt ?? broadcast.sentAt);
      if (quietMs < (isComplete(broadcast) ? GRACE_MS : PATIENCE_MS)) continue;
      this.#unsettled.delete(number);
      this.#count(broadcast, now);
    }
  }

  #count({ sender, sentAt, due, copies, lastAt, hasFailed }: Broadcast, now: number): void {
    const { tally } = this;
    const endedAt = lastAt ?? now;
    const stayed = due.filter(({ leftAt = Infinity }) => leftAt > endedAt + GRACE_MS);
    const missed = stayed.filter((member) => !copies.has(member)).length;
    const deliveries = [...copies.values()].reduce((sum, each) => sum + each, 0);
    const repeated = deliveries - copies.size;
    tally.broadcasts++;
    tally.deliveries += deliveries;
    // A sender that has left is told nothing.
    const isKilled = this.wasKilled(sentAt, endedAt) && (hasFailed || sender.leftAt !== undefined);
    if (isKilled) {
      tally.killed++;
      tally.missedOfKilled += missed;
      tally.repeatedOfKilled += repeated;
    } else {
      if (hasFailed) tally.failed++;
      tally.lost += missed;
      tally.repeated += repeated;
    }
  }

  #broadcastOf(member: Member): Broadcast | undefined {
    return [...this.#unsettled.values()].find(({ sender }) => sender === member);
  }
}

/**
 * Whether everyone who is still there has it, as far as copies were sent. An error of its sender is no sign of its end:
 * the one before may have caused it, whose copies had all arrived while its environment was still at work.
 */
function isComplete({ due, copies }: Broadcast): boolean {
  return copies.size > 0 && due.every((each) => each.leftAt !== undefined || copies.has(each));
}
