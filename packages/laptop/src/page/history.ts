import type { JournalEntry } from "../shared/journal";

/** How many entries are kept for pages that open later. */
const MAX_ENTRIES = 10_000;

/** How many entries are kept for longer because they say what is so now: open connections, for example. */
const MAX_CURRENT = 20_000;

/** The longest text of a log line that a page gets, in characters. */
const MAX_LOG_LENGTH = 2000;

/** What the journal tells of and no page shows. */
const IGNORED = new Set(["lambda.platform", "apigateway.accessLog"]);

/** What has left the history of a connection that is still open. */
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

/** The entry as pages get it, or undefined if they do not. */
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
 * The last entries of the journal, and of those before them what is so now: the program, what its roles
 * were granted, who is connected, which execution environments live. Its memory is bounded.
 */
export class History {
  /** A ring: entry number n is at n modulo its size. */
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

  /** Everything that a page needs, in the order in which it happened. */
  entries(): JournalEntry[] {
    const first = Math.max(0, this.#count - MAX_ENTRIES);
    const before = [...this.#current.values()]
      .filter(({ number }) => number < first)
      .map(({ entry, earlier }) => (earlier ? { ...entry, earlier } : entry));
    const split = this.#count > MAX_ENTRIES ? this.#count % MAX_ENTRIES : 0;
    return [...before, ...this.#recent.slice(split), ...this.#recent.slice(0, split)];
  }

  /** What a connection did is counted where its entries are no longer kept. */
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

/** What an entry says the latest of, if it does. */
function currentKey(entry: JournalEntry): string | undefined {
  const { connectionId, environment, role, message } = entry as unknown as Record<string, string>;
  switch (`${entry.service}.${entry.event}`) {
    case "program.declared":
    case "program.closures":
    case "program.findings":
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
  if (service === "apigateway" && event === "disconnect")
    return [`connection ${String(connectionId)}`];
  if (service === "lambda" && event === "shutdown")
    return [`init ${String(environment)}`, `ready ${String(environment)}`];
  return [];
}
