import { describe } from "./descriptions";
import { loggedEvent, type Entry, type Fields, type LoggedEvent } from "./logged-event";
import { readableLines } from "./readable-lines";
import { RequestsLog } from "./requests-log";
import { TypesLog } from "./types-log";

/** The most events that are followed until they end. */
const MAX_FOLLOWED = 5000;

/** Reads the journal as a log: the entries of one event become one line, with the function's logs beneath. */
export class EventLog {
  /** Events that a function handles, by request ID. */
  readonly #running = new Map<string, LoggedEvent>();
  /** Init phases, by environment. */
  readonly #starting = new Map<string, LoggedEvent>();
  /** Handshakes whose `$connect` was called, by connection. */
  readonly #connecting = new Map<string, LoggedEvent>();
  readonly #requests = new RequestsLog();
  readonly #types = new TypesLog();
  /** The last message, until it is known what answers it. */
  #message: LoggedEvent | undefined;

  /** @returns the event that the entry began or continued; undefined if it belongs to none. */
  apply(entry: Entry): LoggedEvent | undefined {
    const at = Date.parse(entry.time);
    if (entry.service === "lambda") return this.#lambda(entry, at) ?? describe(entry, at);
    if (entry.service === "sqs" && entry.event === "batch") return this.#batch(entry, at);
    if (entry.service === "apigateway") return this.#gateway(entry, at) ?? describe(entry, at);
    if (entry.service === "program" && entry.event === "types") return this.#types.apply(entry, at);
    return describe(entry, at);
  }

  #lambda(entry: Entry, at: number): LoggedEvent | undefined {
    const { requestId, environment } = entry as unknown as Record<string, string>;
    const running = this.#running.get(requestId!);
    switch (entry.event) {
      case "init":
        return follow(this.#starting, environment!, loggedEvent(at, "init", { environment }));
      case "ready":
        return this.#started(environment!, {
          durationMs: entry.initMs as number,
          result: entry.held === true ? "cold start in a process held ready" : "cold start",
        });
      case "initFailed": {
        const failed = this.#started(environment!, { durationMs: entry.initMs as number });
        const why = entry.errorType === undefined ? "" : `: ${String(entry.errorType)}`;
        return Object.assign(failed ?? loggedEvent(at, "init", { environment }), {
          result: `Init phase failed${why}`,
          level: "error",
        });
      }
      case "invoke": {
        const event = running ?? loggedEvent(at, "lambda", {});
        event.environment = environment;
        return follow(this.#running, requestId!, event);
      }
      case "log":
        return this.#log(entry, at, running ?? this.#starting.get(environment!));
      case "result":
        return this.#result(requestId!, entry);
      case "throttle":
        // The gateway's answer follows on a line of its own.
        return this.#end(this.#running, requestId!, {
          environment: String(entry.function),
          result: `throttled: ${String(entry.reason)}`,
          level: "warning",
        });
      default:
        return undefined;
    }
  }

  #log(entry: Entry, at: number, event: LoggedEvent | undefined): LoggedEvent | undefined {
    const message = String(entry.message);
    // Metrics for CloudWatch, in a format for machines.
    if (message.startsWith('{"_aws":')) return undefined;
    const lines = readableLines(message);
    const level = entry.level === "ERROR" || entry.level === "FATAL" ? "warning" : "info";
    if (!event) {
      const { environment } = entry as unknown as { environment: string };
      return loggedEvent(at, "log", {
        environment,
        result: "between events",
        level,
        details: lines,
      });
    }
    event.details.push(...lines);
    if (level === "warning" && event.level === "info") event.level = level;
    return event;
  }

  #result(requestId: string, { durationMs, failed }: Entry): LoggedEvent | undefined {
    const event = this.#running.get(requestId);
    this.#running.delete(requestId);
    if (!event) return undefined;
    event.durationMs = durationMs as number;
    if (failed) Object.assign(event, { result: "failed", level: "error" });
    // The gateway's answer to the handshake is the result.
    else if (this.#connecting.get(event.connectionId!) !== event && !this.#requests.isOpen(event))
      event.result = "ok";
    return event;
  }

  #gateway(entry: Entry, at: number): LoggedEvent | undefined {
    const { connectionId, routeKey } = entry as unknown as Record<string, string>;
    const waitedMs = entry.waitedMs as number | undefined;
    const message = this.#message?.connectionId === connectionId ? this.#message : undefined;
    switch (entry.event) {
      case "message": {
        const subject = routeKey ?? "no route";
        const fields = { connectionId, waitedMs, result: "received" };
        return (this.#message = loggedEvent(at, subject, fields));
      }
      case "invoke":
        this.#message = undefined;
        if (entry.apigwRequestId !== undefined) return this.#requested(entry, at);
        if (routeKey === "$connect") return this.#connect(entry, at);
        return follow(
          this.#running,
          String(entry.requestId),
          message && message.subject === routeKey
            ? Object.assign(message, { result: undefined })
            : loggedEvent(at, routeKey!, { connectionId }),
        );
      case "routeResponse":
        this.#message = undefined;
        return message && Object.assign(message, { result: "answered" });
      case "errorFrame": {
        this.#message = undefined;
        const event = message ?? loggedEvent(at, "gateway", { connectionId });
        const result = `sent the error "${String(entry.message)}"`;
        return Object.assign(event, { result, level: "error" });
      }
      case "request":
        return this.#requests.arrived(entry, at);
      case "response":
        return this.#requests.answered(entry);
      case "connect":
        return this.#connected(connectionId!, at, { result: "connected", waitedMs });
      case "refuse":
        return this.#connected(connectionId!, at, {
          result: `refused with status ${String(entry.status)}`,
          level: "warning",
          waitedMs,
        });
      default:
        return undefined;
    }
  }

  /** A batch of messages goes to a function. */
  #batch({ queue, function: name, requestId }: Entry, at: number): LoggedEvent {
    const event = loggedEvent(at, String(queue), { environment: String(name) });
    return follow(this.#running, String(requestId), event);
  }

  /** A function is called for a request to an HTTP API. */
  #requested(entry: Entry, at: number): LoggedEvent | undefined {
    const event = this.#requests.called(entry, at);
    return event && follow(this.#running, String(entry.requestId), event);
  }

  /** An authorizer or the integration of `$connect` is called. */
  #connect({ requestId, connectionId }: Entry, at: number): LoggedEvent {
    const id = String(connectionId);
    const before = this.#connecting.get(id);
    if (before) before.result ??= "ok";
    const event = loggedEvent(at, "$connect", { connectionId: id });
    follow(this.#running, String(requestId), event);
    return follow(this.#connecting, id, event);
  }

  #connected(connectionId: string, at: number, fields: Fields): LoggedEvent {
    const called = this.#end(this.#connecting, connectionId, {});
    if (called && called.result === undefined) return Object.assign(called, fields);
    return loggedEvent(at, "$connect", { connectionId, ...fields });
  }

  #started(environment: string, fields: Fields): LoggedEvent | undefined {
    return this.#end(this.#starting, environment, fields);
  }

  #end(followed: Map<string, LoggedEvent>, key: string, fields: Fields): LoggedEvent | undefined {
    const event = followed.get(key);
    followed.delete(key);
    return event && Object.assign(event, fields);
  }
}

/** Follows an event until it ends. An event whose end never comes is forgotten after thousands of others. */
function follow(followed: Map<string, LoggedEvent>, key: string, event: LoggedEvent): LoggedEvent {
  followed.set(key, event);
  if (followed.size > MAX_FOLLOWED) followed.delete(followed.keys().next().value!);
  return event;
}
