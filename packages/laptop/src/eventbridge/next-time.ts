import type { Cron } from "../model/events/cron";
import type { ScheduleExpression } from "../model/events/expression";
import { instantOf, wallTimeAt, type WallTime } from "./wall-time";

/** Where a schedule's times are counted from and where its clock hangs. */
export interface Calendar {
  /** When the schedule began, in milliseconds since 1970: rates are counted from it. */
  sinceMs: number;
  /** For example `Europe/Paris`. */
  zone: string;
}

type Day = Pick<WallTime, "year" | "month" | "day">;

/**
 * When a schedule fires next.
 * @param afterMs later than this, in milliseconds since 1970.
 * @returns undefined if it never fires again.
 */
export function nextTime(
  expression: ScheduleExpression,
  afterMs: number,
  { sinceMs, zone }: Calendar,
): number | undefined {
  switch (expression.kind) {
    case "rate": {
      const { everyMs } = expression;
      return sinceMs + (Math.floor(Math.max(0, afterMs - sinceMs) / everyMs) + 1) * everyMs;
    }
    case "at": {
      const [year, month, day, hour, minute, second] = expression.time.split(/\D/).map(Number);
      const wall = { year, month, day, hour, minute, second } as WallTime;
      const at = instantOf(wall, zone);
      return at !== undefined && at > afterMs ? at : undefined;
    }
    case "cron":
      return nextOfCron(expression.cron, afterMs, zone);
  }
}

function nextOfCron(cron: Cron, afterMs: number, zone: string): number | undefined {
  const now = wallTimeAt(afterMs, zone);
  const isToday = ({ year, month, day }: Day) =>
    year === now.year && month === now.month && day === now.day;
  for (const day of daysFrom(now, cron)) {
    // What the clock showed first before now has passed, also where it is turned back.
    const from = isToday(day) ? now : { hour: 0, minute: 0 };
    for (const hour of cron.hours)
      for (const minute of cron.minutes) {
        if (hour < from.hour || (hour === from.hour && minute < from.minute)) continue;
        const at = instantOf({ ...day, hour, minute, second: 0 }, zone);
        if (at !== undefined && at > afterMs) return at;
      }
  }
  return undefined;
}

/** The days on which a schedule fires, from a day on. */
function* daysFrom(first: Day, cron: Cron): Generator<Day> {
  for (const year of cron.years) {
    if (year < first.year) continue;
    for (const month of cron.months) {
      if (year === first.year && month < first.month) continue;
      const isFirst = year === first.year && month === first.month;
      for (const day of daysIn(year, month, cron))
        if (!isFirst || day >= first.day) yield { year, month, day };
    }
  }
}

/** The days of a month on which a schedule fires, in order. */
function daysIn(year: number, month: number, { days }: Cron): number[] {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const all = Array.from({ length }, (_, index) => index + 1);
  /** 1 is Sunday. */
  const weekday = (day: number) => new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
  const isWorkday = (day: number) => weekday(day) > 1 && weekday(day) < 7;
  if (days.kind === "week") {
    const nthOf = (day: number) => Math.ceil(day / 7);
    return all.filter(
      (day) =>
        days.days.includes(weekday(day)) ||
        days.nth.some((each) => each.day === weekday(day) && each.nth === nthOf(day)) ||
        (days.last.includes(weekday(day)) && day + 7 > length),
    );
  }
  const found = new Set(days.days);
  if (days.hasLast) found.add(length);
  if (days.hasLastWeekday) found.add(all.findLast(isWorkday)!);
  for (const day of days.nearestTo) {
    if (day > length) continue;
    // The month is not left: the 1st on a Saturday is followed by the 3rd.
    const near = [day, day - 1, day + 1, day + 2, day - 2];
    found.add(near.find((each) => each >= 1 && each <= length && isWorkday(each))!);
  }
  return all.filter((day) => found.has(day));
}
