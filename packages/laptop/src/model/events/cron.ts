/** When a schedule fires: minutes of hours of days. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
export interface Cron {
  minutes: number[];
  hours: number[];
  /** 1 to 12. */
  months: number[];
  years: number[];
  days: DaysOfMonth | DaysOfWeek;
}

export interface DaysOfMonth {
  kind: "month";
  days: number[];
  /** The last day of the month. */
  hasLast: boolean;
  /** The last weekday of the month. */
  hasLastWeekday: boolean;
  /** The weekdays that are nearest to these days. */
  nearestTo: number[];
}

/** Days are counted from 1, which is Sunday. */
export interface DaysOfWeek {
  kind: "week";
  days: number[];
  /** The second Tuesday: `{ day: 3, nth: 2 }`. */
  nth: { day: number; nth: number }[];
  /** The last ones of the month. */
  last: number[];
}

/** The values of a field, and the names that some have. */
interface Field {
  name: string;
  from: number;
  to: number;
  names?: string[];
}

const MINUTES: Field = { name: "minutes", from: 0, to: 59 };
const HOURS: Field = { name: "hours", from: 0, to: 23 };
const DAYS: Field = { name: "day of month", from: 1, to: 31 };
const MONTHS: Field = {
  name: "month",
  from: 1,
  to: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const WEEKDAYS: Field = {
  name: "day of week",
  from: 1,
  to: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};
const YEARS: Field = { name: "year", from: 1970, to: 2199 };

/**
 * Reads what stands between the parentheses of `cron(...)`.
 * @throws Error that says what is wrong with it.
 */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6)
    throw new Error(
      `has ${fields.length} fields; it needs six: minutes, hours, day of month, month, day of week and year`,
    );
  const [minutes, hours, ofMonth, months, ofWeek, years] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if ((ofMonth === "?") === (ofWeek === "?"))
    throw new Error("needs a ? either as its day of month or as its day of week");
  return {
    minutes: valuesIn(minutes, MINUTES),
    hours: valuesIn(hours, HOURS),
    months: valuesIn(months, MONTHS),
    years: valuesIn(years, YEARS),
    days: ofWeek === "?" ? daysOfMonth(ofMonth) : daysOfWeek(ofWeek),
  };
}

function daysOfMonth(text: string): DaysOfMonth {
  const days: DaysOfMonth = {
    kind: "month",
    days: [],
    hasLast: false,
    hasLastWeekday: false,
    nearestTo: [],
  };
  for (const part of text.split(",")) {
    if (part === "L") days.hasLast = true;
    else if (part === "LW") days.hasLastWeekday = true;
    else if (/^\d+W$/.test(part)) days.nearestTo.push(valueOf(part.slice(0, -1), DAYS));
    else days.days.push(...valuesIn(part, DAYS));
  }
  return days;
}

function daysOfWeek(text: string): DaysOfWeek {
  const days: DaysOfWeek = { kind: "week", days: [], nth: [], last: [] };
  for (const part of text.split(",")) {
    const [, day, nth] = /^(\w+)#([1-5])$/.exec(part) ?? [];
    if (part === "L") days.days.push(WEEKDAYS.to);
    else if (/^\w+L$/.test(part)) days.last.push(valueOf(part.slice(0, -1), WEEKDAYS));
    else if (day !== undefined) days.nth.push({ day: valueOf(day, WEEKDAYS), nth: Number(nth) });
    else days.days.push(...valuesIn(part, WEEKDAYS));
  }
  return days;
}

/** The values that a field names, in order: `*`, `5`, `MON-FRI`, `0/15`, and several with commas between. */
function valuesIn(text: string, field: Field): number[] {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", every, ...more] = part.split("/");
    if (more.length > 0) throw new Error(`has "${part}" as its ${field.name}`);
    const step = every === undefined ? 1 : stepOf(every, field);
    const [first, last] = endsOf(range, every !== undefined, field);
    // A range may go on past the last value: FRI-MON.
    const length = last >= first ? last - first : last + field.to - field.from + 1 - first;
    for (let at = 0; at <= length; at += step)
      values.add(field.from + ((first - field.from + at) % (field.to - field.from + 1)));
  }
  return [...values].sort((a, b) => a - b);
}

function endsOf(range: string, isStart: boolean, field: Field): [number, number] {
  if (range === "*") return [field.from, field.to];
  const [first = "", last, ...more] = range.split("-");
  if (more.length > 0) throw new Error(`has "${range}" as its ${field.name}`);
  const from = valueOf(first, field);
  if (last !== undefined) return [from, valueOf(last, field)];
  return [from, isStart ? field.to : from];
}

function stepOf(text: string, { name, from, to }: Field): number {
  const step = /^\d+$/.test(text) ? Number(text) : 0;
  if (step < 1 || step > to - from + 1) throw new Error(`has "/${text}" as a step of its ${name}`);
  return step;
}

function valueOf(text: string, { name, from, to, names = [] }: Field): number {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return from + named;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new Error(`has "${text}" as its ${name}, which goes from ${from} to ${to}`);
}
