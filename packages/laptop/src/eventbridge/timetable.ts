import type { ScheduleExpression } from "../model/events/expression";
import type { Clock, Timer } from "../shared/clock";
import { nextTime } from "./next-time";

/** Something that fires by a schedule. */
export interface Timed {
  arn: string;
  schedule: ScheduleExpression;
  zone: string;
  /** When it may fire first and last, in milliseconds since 1970. */
  startMs?: number | undefined;
  endMs?: number | undefined;
}

interface Row {
  timed: Timed;
  /** Changes with when it fires. */
  key: string;
  sinceMs: number;
  timer: Timer | undefined;
  /** When it fires next; undefined if never again. */
  nextMs: number | undefined;
}

/**
 * Fires what has a schedule, on the laptop's clock. Nothing is made up for that fell due while the machine slept.
 * Differs from AWS: a rate is counted from the start of the laptop, and a flexible time window is none.
 */
export class Timetable<Item extends Timed> {
  readonly #rows = new Map<string, Row & { timed: Item }>();

  constructor(
    private readonly clock: Clock,
    /** @param atMs when it fell due. */
    private readonly fire: (item: Item, atMs: number) => void,
  ) {}

  /** Rates of what stays as it was go on from where they were. */
  update(items: readonly Item[]): void {
    const before = new Map(this.#rows);
    this.#rows.clear();
    for (const timed of items) {
      const key = JSON.stringify([timed.schedule, timed.zone, timed.startMs, timed.endMs]);
      const known = before.get(timed.arn);
      const isSame = known?.key === key;
      const sinceMs = isSame ? known.sinceMs : (timed.startMs ?? this.clock.now());
      const row = { timed, key, sinceMs, timer: undefined, nextMs: undefined };
      this.#rows.set(timed.arn, row);
      this.#arm(row, this.clock.now());
    }
    for (const { timer } of before.values()) timer?.cancel();
  }

  /** When each fires next, in milliseconds since 1970, by ARN. */
  nextTimes(): [string, number][] {
    return [...this.#rows].flatMap(([arn, { nextMs }]) =>
      nextMs === undefined ? [] : [[arn, nextMs]],
    );
  }

  close(): void {
    for (const { timer } of this.#rows.values()) timer?.cancel();
    this.#rows.clear();
  }

  #arm(row: Row & { timed: Item }, afterMs: number): void {
    const { timed, sinceMs } = row;
    const { schedule, zone, startMs = 0, endMs = Infinity } = timed;
    const at = nextTime(schedule, Math.max(afterMs, startMs - 1), { sinceMs, zone });
    row.nextMs = at === undefined || at > endMs ? undefined : at;
    if (at === undefined || at > endMs) return;
    row.timer = this.clock.after(at - this.clock.now(), () => {
      // A timer has a longest time, after which it goes off early.
      const isDue = this.clock.now() >= at;
      if (isDue) this.fire(timed, at);
      if (this.#rows.get(timed.arn) === row) this.#arm(row, isDue ? this.clock.now() : afterMs);
    });
  }
}
