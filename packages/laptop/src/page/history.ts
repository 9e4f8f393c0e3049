import type { JournalEntry } from "../shared/journal";

/** The most entries that are kept for pages that open later. */
const MAX_ENTRIES = 10_000;

/** The most older entries that are kept because they still hold, for example those of open connections. */
const MAX_CURRENT = 20_000;

/** The longest text of a log line that a page gets, in characters. */
const MAX_LOG_LENGTH = 2000;

/** Events that the page does not show. */
const IGNORED = new Set(["lambda.platform", "apigateway.accessLog"]);

/** A connection's messages whose entries are no longer kept. */
interface Earlier {
  messagesIn: number;
  messagesOut: number;
  lastActiveAt: string;
}

interface Current {
  entry: JournalEntry;
  number: number;
  earlier: Earlier | undefined;
}

/** @returns the entry as pages receive it, or undefined if they do not. */
export function forPages(entry: JournalEntry): JournalEntry | undefined {
  const name = `${entry.service}.${entry.event}`;
  if (IGNORED.has(name)) return undefined;
  if (name !== "lambda.log") return entry;
  const { line: _line, logStream: _logStream, ...rest } = entry;
  const message = String(rest.message);
  if (message.length <= MAX_LOG_LENGTH) return rest;
  return { ...rest, message: Buffer.from(message.slice(0, MAX_LOG_LENGTH)).toString("utf8") };
}

/**
 * The latest entries of the journal, and older entries that still hold: the program, its roles, open
 * connections and running execution environments. Its memory is bounded.
 */
export class History {
  /** A ring buffer: entry number n is at n modulo its size. */
  readonly #recent: JournalEntry[] = [];
  #count = 0;
  readonly #current = new Map<string, Current>();

  add(entry: JournalEntry): void {
    const slot = this.#count % MAX_ENTRIES;
    const oldest = this.#recent[slot];
    if (oldest) this.#addUp(oldest);
    this.#recent[slot] = entry;
    for (const key of endedBy(entry)) this.#current.delete(key);
    const key = currentKey(entry);
    if (key !== undefined && (this.#current.has(key) || this.#current.size < MAX_CURRENT)) {
      // The order of the map is that of the entries.
      this.#current.delete(key);
      this.#current.set(key, { entry, number: this.#count, earlier: undefined });
    }
    this.#count++;
  }

  /** Everything a page needs, in the order in which it happened. */
  entries(): JournalEntry[] {
    const first = Math.max(0, this.#count - MAX_ENTRIES);
    const before = [...this.#current.values()]
      .filter(({ number }) => number < first)
      .map(({ entry, earlier }) => (earlier ? { ...entry, earlier } : entry));
    const split = this.#count > MAX_ENTRIES ? this.#count % MAX_ENTRIES : 0;
    return [...before, ...this.#recent.slice(split), ...this.#recent.slice(0, split)];
  }

  /** Counts the messages of an open connection whose entries are dropped. */
  #addUp({ service, event, connectionId, time }: JournalEntry): void {
    if (service !== "apigateway") return;
    const current = this.#current.get(`connection ${String(connectionId)}`);
    if (!current) return;
    const isIn = event === "message";
    if (!isIn && !SENT.has(event)) return;
    const earlier = (current.earlier ??= { messagesIn: 0, messagesOut: 0, lastActiveAt: time });
    earlier.lastActiveAt = time;
    if (isIn) earlier.messagesIn++;
    else earlier.messagesOut++;
  }
}

const SENT = new Set(["post", "routeResponse", "errorFrame"]);

/** Entries with the same key replace each other: the latest one holds. */
function currentKey(entry: JournalEntry): string | undefined {
  const { connectionId, environment, role, message } = entry as unknown as Record<string, string>;
  switch (`${entry.service}.${entry.event}`) {
    case "program.declared":
    case "program.closures":
    case "program.findings":
    case "program.change":
    case "program.failed":
    case "program.types":
      return `program.${entry.event}`;
    case "iam.granted":
    case "iam.usage":
      return `${entry.event} ${role}`;
    case "iam.deny":
      return `deny ${message}`;
    case "apigateway.connect":
      return `connection ${connectionId}`;
    case "lambda.init":
    case "lambda.ready":
      return `${entry.event} ${environment}`;
    default:
      return undefined;
  }
}

function endedBy({ service, event, connectionId, environment }: JournalEntry): string[] {
  if (service === "program" && event === "reload") return ["program.change", "program.failed"];
  if (service === "program" && event === "failed") return ["program.change"];
  if (service === "apigateway" && event === "disconnect")
    return [`connection ${String(connectionId)}`];
  if (service === "lambda" && event === "shutdown")
    return [`init ${String(environment)}`, `ready ${String(environment)}`];
  return [];
}
