import { EventLog } from "../../event-log/event-log";
import type { LoggedEvent } from "../../event-log/logged-event";
import type { Journal, JournalEntry } from "../../shared/journal";
import { eventLine, ranLine } from "./event-line";
import { entryLine } from "../../event-log/entry-line";
import { paint } from "./paint";

/** A function that runs for longer is shown before it ends, with what it has logged so far. */
const HOLD_MS = 1000;

export interface ConsoleOptions {
  /** What is printed: the program, warnings and errors; one line for each event; or every entry of the journal too. */
  detail?: "quiet" | "normal" | "verbose";
  /** Whether the terminal shows colours. */
  colors?: boolean;
  /** How long an event that runs is held back; a second if not given. */
  holdMs?: number;
}

/**
 * Prints the journal's events, one line each, with what functions log beneath.
 * @returns a function that prints what is held back, and ends the printing.
 */
export function printJournal(
  journal: Journal,
  print: (line: string) => void,
  { detail = "normal", colors = false, holdMs = HOLD_MS }: ConsoleOptions = {},
): () => void {
  const log = new EventLog();
  const color = paint(colors);
  /** Events that began or went on and are not printed yet. */
  const touched = new Set<LoggedEvent>();
  /** Events that run and are held back, with the time at which they are shown: the earliest first. */
  const held = new Map<LoggedEvent, number>();
  /** Events that are shown as running, with the number of details that are printed. */
  const running = new Map<LoggedEvent, number>();
  let last: LoggedEvent | undefined;
  let timer: NodeJS.Timeout | undefined;

  const show = (event: LoggedEvent) => {
    if (detail === "quiet" && event.level === "info") return;
    const isOver = event.result !== undefined;
    const printed = running.get(event);
    if (!isOver && printed === event.details.length) return;
    if (isOver || printed === undefined) print(eventLine(event, color));
    // Others came between: says again whose the lines beneath are.
    else if (last !== event) print(ranLine(event, color));
    for (const line of event.details.slice(printed)) print(`    ${line}`);
    last = event;
    if (isOver) running.delete(event);
    else running.set(event, event.details.length);
  };
  const showHeld = (now: number) => {
    timer = undefined;
    for (const [event, at] of held) {
      if (at > now) break;
      held.delete(event);
      show(event);
    }
    if (held.size > 0) timer = setTimeout(() => showHeld(Date.now()), holdMs).unref();
  };
  const flush = () => {
    const showAt = Date.now() + holdMs;
    for (const event of touched) {
      if (event.result === undefined && !running.has(event)) {
        if (!held.has(event)) held.set(event, showAt);
      } else {
        held.delete(event);
        show(event);
      }
    }
    touched.clear();
    if (held.size > 0) timer ??= setTimeout(() => showHeld(Date.now()), holdMs).unref();
  };
  const unsubscribe = journal.subscribe((entry) => {
    if (detail === "verbose") print(color("dim", entryLine(entry)));
    if (isProgramsOutput(entry)) {
      if (detail !== "quiet") print(String(entry.message));
      return;
    }
    const event = log.apply(entry);
    if (!event) return;
    // The entries of one moment belong together: a message and what it calls.
    if (touched.size === 0) setImmediate(flush);
    touched.add(event);
    // What is printed next, such as the address, follows what is said of the program.
    if (entry.service === "program") flush();
  });
  return () => {
    unsubscribe();
    flush();
    clearTimeout(timer);
    showHeld(Infinity);
  };
}

/** It is printed as the program printed it. */
function isProgramsOutput({ service, event }: JournalEntry): boolean {
  return service === "program" && event === "output";
}
