import { entryLine } from "../event-log/entry-line";
import type { Journal, JournalEntry } from "../shared/journal";
import { within } from "./time/within";

/** Fields that an entry of the journal has, `service` and `event` among them. docs/journal.md lists them. */
export type EntryFields = Partial<JournalEntry>;

/** How many entries an error shows. */
const SHOWN = 25;

/** A journal that remembers. */
export class Recording {
  readonly #entries: JournalEntry[] = [];

  constructor(private readonly journal: Journal) {
    journal.subscribe((entry) => this.#entries.push(entry));
  }

  /** The entries so far with these fields; all of them if none is given. */
  entries(fields: EntryFields = {}): JournalEntry[] {
    return this.#entries.filter((entry) => has(entry, fields));
  }

  /** The next entry with these fields, from now on. @throws Error if none comes in time. */
  async until(fields: EntryFields, limitMs: number): Promise<JournalEntry> {
    let unsubscribe = () => {};
    const next = new Promise<JournalEntry>((resolve) => {
      unsubscribe = this.journal.subscribe((entry) => has(entry, fields) && resolve(entry));
    });
    try {
      const asked = JSON.stringify(fields);
      return await within(next, limitMs, () =>
        this.failure(`No entry of the journal with ${asked} in ${limitMs / 1000} s.`),
      );
    } finally {
      unsubscribe();
    }
  }

  /** An error that ends with the last entries, since nothing else shows them. */
  failure(message: string): Error {
    return new Error(`${message}\n${this.tail()}`);
  }

  /** The last entries, one a line. */
  tail(): string {
    const lines = this.#entries.slice(-SHOWN).map((entry) => `  ${entryLine(entry)}`);
    return ["The end of the journal:", ...lines].join("\n");
  }
}

function has(entry: JournalEntry, fields: EntryFields): boolean {
  return Object.entries(fields).every(([name, value]) => entry[name] === value);
}
