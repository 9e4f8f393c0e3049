import type { LoggedEvent } from "../../event-log/logged-event";
import { duration, shortId, timeOfDay } from "../../event-log/format";
import type { Color, Paint } from "./paint";

/** `$disconnect` is the longest of AWS's own route keys. */
const SUBJECT_WIDTH = 11;
const ENVIRONMENT_WIDTH = 13;
const DURATION_WIDTH = 8;
const CONNECTION_WIDTH = 8;

const COLORS: Record<LoggedEvent["level"], Color> = {
  info: "green",
  news: "cyan",
  warning: "yellow",
  error: "red",
};

/**
 * Time, connection, route key or service, execution environment, duration and result, in columns:
 * `10:41:07.123  WPMh046z  $default     events#1         93 ms  ok`.
 */
export function eventLine(event: LoggedEvent, paint: Paint): string {
  const { durationMs, result, level, waitedMs } = event;
  const took = (durationMs === undefined ? "" : duration(durationMs)).padStart(DURATION_WIDTH);
  const waited = waitedMs === undefined ? "" : ` after waiting ${duration(waitedMs)}`;
  const ended = result === undefined ? "runs" : result + waited;
  return `${beginning(event, paint)}  ${took}  ${paint(COLORS[level], ended)}`;
}

/** Says whose the lines beneath are, when other events came between. */
export function ranLine(event: LoggedEvent, paint: Paint): string {
  return `${beginning(event, paint)}  ${" ".repeat(DURATION_WIDTH)}  runs on`;
}

function beginning({ at, connectionId, subject, environment }: LoggedEvent, paint: Paint): string {
  return [
    paint("dim", timeOfDay(at, true)),
    shortId(connectionId ?? "").padEnd(CONNECTION_WIDTH),
    paint("bold", subject.padEnd(SUBJECT_WIDTH)),
    (environment ?? "").padEnd(ENVIRONMENT_WIDTH),
  ].join("  ");
}
