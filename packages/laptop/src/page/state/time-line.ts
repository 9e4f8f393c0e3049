import type { Entry } from "./entry";

/** One event that an execution environment handled or handles. */
export interface Invocation {
  requestId: string;
  environment: string;
  /** Milliseconds since 1970, by the clock of the runtime. */
  start: number;
  /** Undefined while it is handled. */
  end: number | undefined;
  /** Undefined for an event that is of no connection. */
  routeKey: string | undefined;
  connectionId: string | undefined;
  cold: boolean;
  failed: boolean;
  logs: { level: string; message: string }[];
  /** How many messages it posted. */
  posts: number;
}

export interface Environment {
  /** For example `events#1`. */
  id: string;
  function: string;
  initAt: number;
  /** When its Init phase was over. */
  readyAt: number | undefined;
  initMs: number | undefined;
  endedAt: number | undefined;
  /** Why it ended: `idle`, `timeout`, ... */
  reason: string | undefined;
  /** In the order of their starts; the oldest are dropped. */
  invocations: Invocation[];
  /** How many there were in all. */
  total: number;
  busyMs: number;
}

/** A change of the program. */
export interface Mark {
  at: number;
  kind: "change" | "reload" | "failed";
}

/** How many invocations are handled at once, from a moment on. */
export interface Step {
  at: number;
  value: number;
}

/** How many invocations are kept. */
export const MAX_INVOCATIONS = 40_000;
const MAX_LOGS = 50;
const MAX_MARKS = 200;
/** Invocations that were announced and have not begun. */
const MAX_ANNOUNCED = 5000;

/** The execution environments and what they handled, read from the journal. */
export class TimeLine {
  readonly environments = new Map<string, Environment>();
  readonly concurrency: Step[] = [];
  readonly marks: Mark[] = [];
  /** Invocations that are being handled, by request ID. */
  readonly running = new Map<string, Invocation>();
  /** How many environments have not ended. */
  living = 0;
  /** How many invocations there were in all. */
  total = 0;
  readonly #announced = new Map<string, { routeKey: string; connectionId: string }>();
  readonly #order: Invocation[] = [];
  readonly #byAccessKey = new Map<string, Environment>();

  apply(entry: Entry, at: number): void {
    if (entry.service === "lambda") this.#applyLambda(entry, at);
    else if (entry.service === "program") this.#mark(entry.event, at);
    else if (entry.service === "apigateway" && entry.event === "invoke") this.#announce(entry);
  }

  /** The invocation that posts with these credentials, now. */
  invocationOf(accessKeyId: unknown): Invocation | undefined {
    const last = this.#byAccessKey.get(String(accessKeyId))?.invocations.at(-1);
    return last?.end === undefined ? last : undefined;
  }

  #announce({ requestId, routeKey, connectionId }: Entry): void {
    if (this.#announced.size >= MAX_ANNOUNCED) {
      const [oldest] = this.#announced.keys();
      this.#announced.delete(oldest!);
    }
    const announced = { routeKey: String(routeKey), connectionId: String(connectionId) };
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
    this.#step(at);
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
    this.#step(at);
  }

  #step(at: number): void {
    const { concurrency, running } = this;
    const last = concurrency.at(-1);
    if (last?.at === at && concurrency.at(-2)?.at === at) {
      // Of many changes in the same millisecond, the highest and the last count.
      const highest = concurrency.at(-2)!;
      highest.value = Math.max(highest.value, last.value);
      last.value = running.size;
    } else concurrency.push({ at, value: running.size });
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
    const first = this.concurrency.findIndex(({ at }) => at >= from);
    this.concurrency.splice(0, Math.max(0, first - 1));
  }
}
