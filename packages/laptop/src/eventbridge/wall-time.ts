/** A time of day on a day, as a clock on the wall of a place shows it. */
export interface WallTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clock shows in a time zone.
 * @param zone for example `Europe/Paris`; `UTC` never changes its clocks.
 */
export function wallTimeAt(ms: number, zone: string): WallTime {
  const parts = formatOf(zone).formatToParts(ms);
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)!.value);
  return {
    year: numberOf("year"),
    month: numberOf("month"),
    day: numberOf("day"),
    hour: numberOf("hour"),
    minute: numberOf("minute"),
    second: numberOf("second"),
  };
}

/**
 * When the clock of a time zone first shows a time. In spring some times are skipped.
 * @returns milliseconds since 1970; undefined if it never shows it.
 */
export function instantOf(wall: WallTime, zone: string): number | undefined {
  const asUtc = utc(wall);
  // The offset a day before and a day after: one of them is right, and of two the earlier instant is the first.
  const day = 86_400_000;
  const guesses = [asUtc - day, asUtc + day].map(
    (near) => asUtc - (utc(wallTimeAt(near, zone)) - near),
  );
  return guesses.sort((a, b) => a - b).find((guess) => utc(wallTimeAt(guess, zone)) === asUtc);
}

function utc({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, format);
  return format;
}
