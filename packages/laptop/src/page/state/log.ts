import { EventLog } from "../../event-log/event-log";
import type { LoggedEvent } from "../../event-log/logged-event";
import type { Entry } from "./entry";

/** An event of the log, with its place in the order in which events began. */
export interface NumberedEvent {
  number: number;
  event: LoggedEvent;
}

export const MAX_EVENTS = 2000;

/** The events that the console prints, read from the journal. */
export class Log {
  /** The oldest first. */
  readonly events: NumberedEvent[] = [];
  readonly #log = new EventLog();
  readonly #known = new WeakSet<LoggedEvent>();
  #count = 0;

  /** @returns the event that the entry began or continued. */
  apply(entry: Entry): LoggedEvent | undefined {
    const event = this.#log.apply(entry);
    if (!event || this.#known.has(event)) return event;
    this.#known.add(event);
    this.events.push({ number: this.#count++, event });
    if (this.events.length > MAX_EVENTS) this.events.shift();
    return event;
  }
}

/** Whether everything that an event shows contains a text, in any case. */
export function matches(event: LoggedEvent, wanted: string): boolean {
  const { connectionId, subject, environment, result, details } = event;
  const shown = [connectionId, subject, environment, result, ...details].join("\n");
  return shown.toLowerCase().includes(wanted.toLowerCase());
}
