/** A length of time: `0.4 ms`, `12 ms`, `2.03 s`, `4 min 10 s`. */
export function duration(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A countdown in whole seconds: `9:59`, `1:02:03`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${hours > 0 ? two(minutes) : minutes}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** The time of day: `14:03:09`, or `14:03:09.120` with milliseconds. */
export function timeOfDay(at: number, withMs = false): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  const text = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return withMs ? `${text}.${String(date.getMilliseconds()).padStart(3, "0")}` : text;
}

/** `1 connection`, `2 connections`. */
export function count(n: number, what: string): string {
  return `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;
}

/** `812 B`, `64 KB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} KB`;
}

/** The first eight characters of a connection ID, which are enough to tell connections apart. */
export function shortId(connectionId: string): string {
  return connectionId.slice(0, 8);
}
