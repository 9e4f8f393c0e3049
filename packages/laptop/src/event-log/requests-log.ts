import { loggedEvent, type Entry, type LoggedEvent } from "./logged-event";

/** The most requests that are followed until they are answered. */
const MAX_FOLLOWED = 5000;

/** Longer paths are shortened. */
const MAX_PATH = 60;

/** Reads requests to HTTP APIs: one line for each, and one for an authorizer that is asked before. */
export class RequestsLog {
  /** By `apigwRequestId`. */
  readonly #followed = new Map<string, LoggedEvent>();
  /** The same events. */
  readonly #open = new Set<LoggedEvent>();

  /** Whether the event is a request that is not answered yet: the answer is its result. */
  isOpen(event: LoggedEvent): boolean {
    return this.#open.has(event);
  }

  arrived({ apigwRequestId, routeKey, method, path, waitedMs }: Entry, at: number): LoggedEvent {
    const isNamed = typeof routeKey === "string" && routeKey !== "$default";
    const subject = isNamed ? routeKey : `${String(method)} ${String(path).slice(0, MAX_PATH)}`;
    const event = loggedEvent(at, subject, { waitedMs: waitedMs as number | undefined });
    return this.#follow(String(apigwRequestId), event);
  }

  /** A function is called: the route's, or an authorizer first. */
  called({ apigwRequestId, function: name }: Entry, at: number): LoggedEvent | undefined {
    const id = String(apigwRequestId);
    const event = this.#followed.get(id);
    if (!event) return undefined;
    if (event.environment === undefined) return Object.assign(event, { environment: name });
    this.#open.delete(event);
    event.result ??= "ok";
    return this.#follow(id, loggedEvent(at, event.subject, { environment: String(name) }));
  }

  answered({ apigwRequestId, status, durationMs }: Entry): LoggedEvent | undefined {
    const id = String(apigwRequestId);
    const event = this.#followed.get(id);
    if (!event) return undefined;
    this.#followed.delete(id);
    this.#open.delete(event);
    const result = `answered with status ${String(status)}`;
    if (event.result !== undefined) event.result += `, ${result}`;
    else {
      const level = Number(status) >= 500 ? "error" : Number(status) >= 400 ? "warning" : "info";
      Object.assign(event, { result, level });
    }
    event.durationMs ??= durationMs as number;
    return event;
  }

  /** An event whose end never comes is forgotten after thousands of others. */
  #follow(id: string, event: LoggedEvent): LoggedEvent {
    this.#followed.set(id, event);
    this.#open.add(event);
    if (this.#followed.size > MAX_FOLLOWED) {
      const [oldest, forgotten] = this.#followed.entries().next().value!;
      this.#followed.delete(oldest);
      this.#open.delete(forgotten);
    }
    return event;
  }
}
