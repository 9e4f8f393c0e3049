/** One entry of the journal. docs/journal.md lists them all. */
export interface Entry {
  /** ISO 8601, in UTC. */
  time: string;
  service: string;
  event: string;
  [field: string]: unknown;
}

/** One event as people read it: a line, and what belongs beneath it. */
export interface LoggedEvent {
  /** When it began, in milliseconds since 1970. */
  at: number;
  connectionId: string | undefined;
  /** A route key, or the service that it is about. */
  subject: string;
  /** The execution environment, for example `events#1`; the function or role if there is none. */
  environment: string | undefined;
  durationMs: number | undefined;
  /** How long it waited for a change of the program to be loaded. */
  waitedMs: number | undefined;
  /** How it ended; undefined while a function runs for it. */
  result: string | undefined;
  level: Level;
  /** Lines beneath it: what the function logged, or what to do. */
  details: string[];
}

/** "news": of the program. It is shown with `--quiet`, as warnings and errors are. */
export type Level = "info" | "news" | "warning" | "error";

export type Fields = Partial<LoggedEvent>;

/** An event that is over, unless `fields` says otherwise. */
export function loggedEvent(at: number, subject: string, fields: Fields = {}): LoggedEvent {
  return {
    at,
    subject,
    connectionId: undefined,
    environment: undefined,
    durationMs: undefined,
    waitedMs: undefined,
    result: undefined,
    level: "info",
    details: [],
    ...fields,
  };
}
