import { realClock, type Clock } from "../../src/shared/clock";
import { createJournal, type Journal, type JournalEntry } from "../../src/shared/journal";

/** A journal that remembers. */
export interface Recorder {
  journal: Journal;
  /** Everything so far. */
  entries: JournalEntry[];
  /** The entries of one event so far, for example "lambda.init". */
  all(event: string): JournalEntry[];
  /** The next entry, from now on, of an event, with these fields. */
  until(event: string, fields?: Record<string, unknown>): Promise<JournalEntry>;
}

export function recordJournal(clock: Clock = realClock): Recorder {
  const journal = createJournal(clock);
  const entries: JournalEntry[] = [];
  journal.subscribe((entry) => entries.push(entry));
  return {
    journal,
    entries,
    all: (event) => entries.filter((entry) => matches(entry, event)),
    until(event, fields) {
      return new Promise((resolve) => {
        const unsubscribe = journal.subscribe((entry) => {
          if (!matches(entry, event, fields)) return;
          unsubscribe();
          resolve(entry);
        });
      });
    },
  };
}

function matches(entry: JournalEntry, event: string, fields: Record<string, unknown> = {}) {
  if (`${entry.service}.${entry.event}` !== event) return false;
  return Object.entries(fields).every(([name, value]) => entry[name] === value);
}
