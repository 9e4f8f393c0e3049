/** The service's answer to a message, if it answers. */
export type Reply = { [name: string]: unknown } | undefined;

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
