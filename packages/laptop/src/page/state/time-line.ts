import { addStep, dropStepsBefore, type Step } from "./concurrency-steps";
import type { Entry } from "./entry";

/** One event in an execution environment. */
export interface Invocation {
  requestId: string;
  environment: string;
  /** Milliseconds since 1970 on the runtime's clock. */
  start: number;
  /** Undefined while the event is in flight. */
  end: number | undefined;
  /** Undefined if the event belongs to no connection. */
  routeKey: string | undefined;
  connectionId: string | undefined;
  cold: boolean;
  failed: boolean;
  logs: { level: string; message: string }[];
  /** The number of messages it posted. */
  posts: number;
}

export interface Environment {
  /** For example `events#1`. */
  id: string;
  function: string;
  initAt: number;
  /** When its Init phase ended. */
  readyAt: number | undefined;
  initMs: number | undefined;
  /** Whether a process had been held ready for it. */
  wasHeld: boolean;
  endedAt: number | undefined;
  /** Why it ended: `idle`, `timeout`, ... */
  reason: string | undefined;
  /** Sorted by start. The oldest are dropped. */
  invocations: Invocation[];
  /** The number of invocations since the start, including dropped ones. */
  total: number;
  busyMs: number;
}

/** A change of the program. */
export interface Mark {
  at: number;
  kind: "change" | "reload" | "failed";
}

/** The most invocations that are kept. */
export const MAX_INVOCATIONS = 40_000;
const MAX_LOGS = 50;
const MAX_MARKS = 200;
/** The most invocations that API Gateway announced and that have not begun. */
const MAX_ANNOUNCED = 5000;

/** The execution environments and their invocations, read from the journal. */
export class TimeLine {
  readonly environments = new Map<string, Environment>();
  readonly concurrency: Step[] = [];
  readonly marks: Mark[] = [];
  /** Invocations in flight, by request ID. */
  readonly running = new Map<string, Invocation>();
  /** The number of environments that have not ended. */
  living = 0;
  /** The number of invocations since the start. */
  total = 0;
  readonly #announced = new Map<string, { routeKey: string; connectionId: string | undefined }>();
  readonly #order: Invocation[] = [];
  readonly #byAccessKey = new Map<string, Environment>();

  apply(entry: Entry, at: number): void {
    if (entry.service === "lambda") this.#applyLambda(entry, at);
    else if (entry.service === "program") this.#mark(entry.event, at);
    else if (entry.service === "apigateway" && entry.event === "invoke") this.#announce(entry);
  }

  /** The invocation in flight that uses these credentials. */
  invocationOf(accessKeyId: unknown): Invocation | undefined {
    const latest = this.#byAccessKey.get(String(accessKeyId))?.invocations.at(-1);
    return latest?.end === undefined ? latest : undefined;
  }

  #announce({ requestId, routeKey, connectionId }: Entry): void {
    if (this.#announced.size >= MAX_ANNOUNCED) {
      const [oldest] = this.#announced.keys();
      this.#announced.delete(oldest!);
    }
    const announced = {
      routeKey: String(routeKey),
      connectionId: connectionId === undefined ? undefined : String(connectionId),
    };
    this.#announced.set(String(requestId), announced);
  }

  #applyLambda(entry: Entry, at: number): void {
    const environment = this.environments.get(String(entry.environment));
    switch (entry.event) {
      case "init":
        this.#init(entry, at);
        return;
      case "ready":
        if (!environment) return;
        environment.readyAt = at;
        environment.initMs = Number(entry.initMs);
        environment.wasHeld = entry.held === true;
        return;
      case "invoke":
        return this.#begin(entry, environment ?? this.#init(entry, at), at);
      case "log": {
        const logs = this.running.get(String(entry.requestId))?.logs;
        if (logs && logs.length < MAX_LOGS)
          logs.push({ level: String(entry.level), message: String(entry.message) });
        return;
      }
      case "result":
        return this.#end(entry, at);
      case "shutdown":
        if (!environment) return;
        environment.endedAt = at;
        environment.reason = String(entry.reason);
        this.living--;
    }
  }

  #init(entry: Entry, at: number): Environment {
    const environment: Environment = {
      id: String(entry.environment),
      function: String(entry.function),
      initAt: at,
      readyAt: undefined,
      initMs: undefined,
      wasHeld: false,
      endedAt: undefined,
      reason: undefined,
      invocations: [],
      total: 0,
      busyMs: 0,
    };
    this.environments.set(environment.id, environment);
    this.#byAccessKey.set(String(entry.accessKeyId), environment);
    this.living++;
    return environment;
  }

  #begin({ requestId, cold }: Entry, environment: Environment, at: number): void {
    const id = String(requestId);
    const announced = this.#announced.get(id);
    this.#announced.delete(id);
    const invocation: Invocation = {
      requestId: id,
      environment: environment.id,
      start: at,
      end: undefined,
      routeKey: announced?.routeKey,
      connectionId: announced?.connectionId,
      cold: cold === true,
      failed: false,
      logs: [],
      posts: 0,
    };
    environment.readyAt ??= at;
    environment.invocations.push(invocation);
    environment.total++;
    this.running.set(id, invocation);
    this.#order.push(invocation);
    this.total++;
    addStep(this.concurrency, at, this.running.size);
    if (this.#order.length > MAX_INVOCATIONS * 1.1) this.#dropOldest();
  }

  #end({ requestId, durationMs, failed }: Entry, at: number): void {
    const invocation = this.running.get(String(requestId));
    if (!invocation) return;
    this.running.delete(invocation.requestId);
    invocation.end = at;
    invocation.failed = failed === true;
    const environment = this.environments.get(invocation.environment);
    if (environment) environment.busyMs += Number(durationMs);
    addStep(this.concurrency, at, this.running.size);
  }

  #mark(event: string, at: number): void {
    if (event !== "change" && event !== "reload" && event !== "failed") return;
    this.marks.push({ at, kind: event });
    if (this.marks.length > MAX_MARKS) this.marks.shift();
  }

  #dropOldest(): void {
    const dropped = this.#order.splice(0, this.#order.length - MAX_INVOCATIONS);
    const from = this.#order[0]!.start;
    for (const id of new Set(dropped.map(({ environment }) => environment))) {
      const environment = this.environments.get(id);
      if (!environment) continue;
      environment.invocations = environment.invocations.filter(({ start }) => start >= from);
    }
    for (const [key, { id, endedAt }] of this.#byAccessKey) {
      if (endedAt === undefined || endedAt >= from) continue;
      this.environments.delete(id);
      this.#byAccessKey.delete(key);
    }
    dropStepsBefore(this.concurrency, from);
  }
}
