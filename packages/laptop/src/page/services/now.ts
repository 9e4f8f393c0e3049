/** What the page shows of HTTP APIs, queues and EventBridge: what is now, and what was counted since the start. */
export interface ServicesNow {
  routes: RouteNow[];
  queues: QueueNow[];
  rules: RuleNow[];
  /** What the program's dashboards show. */
  figures: FigureNow[];
}

/** A route of an HTTP API. */
export interface RouteNow {
  api: string;
  /** Null for requests that no route took. */
  routeKey: string | null;
  requests: number;
  /** How many requests were answered with each status. */
  statuses: Record<string, number>;
  medianMs: number;
  maxMs: number;
  /** In milliseconds since 1970. */
  lastAt: number | undefined;
}

/** A queue of SQS. */
export interface QueueNow {
  name: string;
  visible: number;
  inFlight: number;
  delayed: number;
  /** When its oldest message was sent, in milliseconds since 1970. */
  oldestAt: number | undefined;
  /** The name of its dead-letter queue. */
  deadLetterQueue: string | undefined;
}

/** A rule of EventBridge, or a schedule of its Scheduler. */
export interface RuleNow {
  kind: "rule" | "schedule";
  name: string;
  isEnabled: boolean;
  /** When it fires, in milliseconds since 1970; undefined if it has no schedule or does not fire again. */
  nextAt: number | undefined;
  /** When it fired last, by its schedule or for an event. */
  lastAt: number | undefined;
  /** How many events it matched, and how often its schedule fell due. */
  matched: number;
  delivered: number;
  failed: number;
}

/** A line of a graph of the program's dashboard. */
export interface FigureNow {
  graph: string;
  label: string;
  /** Of the last hour, the oldest first; null without a value. */
  points: (number | null)[];
  /** Why it has no values, or what they lack. */
  note: string;
}
