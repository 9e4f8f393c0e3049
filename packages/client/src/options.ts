import type { Clock } from "./clock";
import type { CreateHistory } from "./history";
import type { WebSocketClass } from "./line/web-socket";
import type { Target } from "./target";

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
