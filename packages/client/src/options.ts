import type { Clock } from "./clock";
import type { CreateHistory } from "./history";
import type { WebSocketClass } from "./line/web-socket";

/** Where to connect, and the subprotocols: a token can be one. */
export type Target = string | URL | { url: string | URL; protocols?: string | string[] };

export interface Options<In, Out> {
  /** Asked for each attempt, since signatures and tokens expire. If it fails, it is asked again. */
  url: Target | (() => Target | Promise<Target>);
  /** `rooms(...)`: what came after these sequences is asked for, and every message comes once and in order. */
  since?: CreateHistory;
  /** Closes the connection. */
  signal?: AbortSignal;
  /** Messages are texts: no JSON, IDs, replies and pings. */
  text?: boolean;
  /** Whether the service answers messages that have an ID. If not, `send` resolves when a message is written. */
  replies?: boolean;
  /** The message to which the service answers at once; `{ action: "ping" }` if not given. */
  ping?: unknown;
  /** By what a message is known when it comes twice; by its `from` and `id` if not given. */
  idOf?: (message: In) => unknown;
  /** @returns what is delivered of a message. What it throws is told as an error: `checked(schema)`, or any parser. */
  receives?(message: unknown): In;
  /** @returns what is sent of a message. What it throws is thrown by `send`. */
  sends?(message: Out): unknown;
  /** How many messages may wait to be sent or answered; 256 if not given. */
  buffer?: number;
  /** Real time if not given. */
  clock?: Clock;
  /** Instead of the platform's own, or of `ws`. */
  WebSocket?: WebSocketClass;
  /** For tests that repeat: from 0 to 1. */
  random?: () => number;
}

/** What happens to the connection. */
export interface State {
  /**
   * - `connecting`: the first connection opens, or one after a cut.
   * - `open`: messages are sent and received.
   * - `swapping`: the next connection opens before API Gateway cuts this one. Messages are sent and received.
   * - `waiting`: for the next attempt.
   * - `closed`: by the program, for good.
   */
  name: "connecting" | "open" | "swapping" | "waiting" | "closed";
  /** Why the last connection or attempt ended. */
  reason?: string;
  /** Attempts that failed since a connection lasted a minute. */
  failed: number;
  /** When the next attempt begins, in milliseconds since 1970. */
  nextAttempt?: number;
}

/** Messages that will not come. */
export interface Gap {
  room: string;
  /** The last sequence before the gap. */
  after: number;
  /** The first sequence after it. */
  before: number;
  /**
   * - `expired`: the history does not reach back so far.
   * - `restarted`: the service counts from the start again.
   * - `missing`: the service was asked several times, and did not send it.
   * - `no-history`: there is nobody to ask.
   */
  reason: "expired" | "restarted" | "missing" | "no-history";
}

export interface Events<In> {
  message: In;
  state: State;
  gap: Gap;
  /** A message that its schema refuses, or an error of the service that answers no message. */
  error: Error;
}
