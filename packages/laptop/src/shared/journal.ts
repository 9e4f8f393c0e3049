import type { Clock } from "./clock";

export type Service =
  | "program"
  | "lambda"
  | "apigateway"
  | "dynamodb"
  | "sqs"
  | "eventbridge"
  | "iam";

/** One event. docs/journal.md lists all events with their fields. */
export interface JournalEntry {
  /** ISO 8601, in UTC. */
  time: string;
  service: Service;
  event: string;
  [field: string]: unknown;
}

/** Everything the runtime does, as it happens. The console, the page and the tests read nothing else. */
export interface Journal {
  record(service: Service, event: string, fields?: Record<string, unknown>): void;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (entry: JournalEntry) => void): () => void;
}

export function createJournal(clock: Clock): Journal {
  const listeners = new Set<(entry: JournalEntry) => void>();
  // A broadcast makes many entries in one millisecond. They share one string, which saves memory.
  let time = { ms: NaN, text: "" };
  return {
    record(service, event, fields) {
      if (listeners.size === 0) return;
      const ms = clock.now();
      if (ms !== time.ms) time = { ms, text: new Date(ms).toISOString() };
      const entry = { time: time.text, service, event, ...fields };
      for (const listener of listeners) listener(entry);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
